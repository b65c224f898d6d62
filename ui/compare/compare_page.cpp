#include "ui/compare/compare_page.h"

#include "ui/compare/answer_queue.h"
#include "ui/compare/column_chooser.h"
#include "ui/compare/compare_delegate.h"
#include "ui/compare/compare_model.h"
#include "ui/dataset/path_thumbnails.h"
#include "ui/dataset/thumbnail_store.h"
#include "ui/project_session.h"
#include "ui/runs/run_format.h"
#include "ui/runs/run_monitor.h"
#include "ui/runs/run_state.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/task.h"

#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace lorikeet {

ComparePage::ComparePage(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), monitor_(monitor), theme_(theme), model_(new CompareModel(this)), queue_(new AnswerQueue(*model_, this)),
      pictures_(new PathThumbnails(QSize(96, 96), ThumbnailStore::shared(), this)), delegate_(new CompareDelegate(theme, *pictures_, this)),
      header_(new PageHeader(tr("Compare"), tr("The same questions to the model before training and to its checkpoints."), this)),
      strip_(new ProblemStrip(theme, this)), stack_(new QStackedWidget(this))
{
    auto* empty = new EmptyState(theme, QStringLiteral("compare"), tr("Nothing to compare yet"),
        tr("Train something first. Then the answers before training and those of each checkpoint stand here side by side."), this);
    connect(empty->addButton(tr("Plan a training"), QStringLiteral("planFromCompare")), &QPushButton::clicked, this,
        [this] { Q_EMIT pageRequested(QStringLiteral("plan")); });
    stack_->addWidget(empty);
    stack_->addWidget(makeContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kM);
    layout->addWidget(header_);
    layout->addWidget(strip_);
    layout->addWidget(stack_, 1);

    const auto tell = [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); };
    connect(queue_, &AnswerQueue::problem, strip_, tell);
    connect(queue_, &AnswerQueue::progressed, this, &ComparePage::updateProgress);
    connect(chooser_, &ColumnChooser::refused, strip_, [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint, Card::Tone::Amber); });
    connect(chooser_, &ColumnChooser::changed, this, &ComparePage::applyColumns);
    connect(pictures_, &PathThumbnails::loaded, wall_->viewport(), qOverload<>(&QWidget::update));
    connect(&theme_, &Theme::changed, wall_->viewport(), qOverload<>(&QWidget::update));
    connect(&monitor_, &RunMonitor::runsChanged, this, [this] {
        updateEmptiness();
        if (isVisible() && runs_->count() == 0) // the page came up before the runs were found
            fillRuns();
    });
    connect(&session_, &ProjectSession::opened, this, [this] {
        run_.clear();
        queue_->forget();
        model_->setRows({});
        updateEmptiness();
    });
    updateProgress();
    updateEmptiness();
}

QWidget* ComparePage::makeContent()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    auto* splitter = new QSplitter(Qt::Horizontal, content);
    splitter->setObjectName(QStringLiteral("compareSplitter"));
    splitter->setHandleWidth(space::kM);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeChooser());
    splitter->addWidget(makeWall());
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({240, 900});
    column->addWidget(splitter, 1);
    column->addWidget(makeFooter());
    return content;
}

QWidget* ComparePage::makeChooser()
{
    auto* card = new Card(tr("Who answers"), this);
    card->setSubtitle(tr("The model before training and up to four checkpoints"));
    runs_ = new QComboBox(card);
    runs_->setObjectName(QStringLiteral("compareRun"));
    runs_->setAccessibleName(tr("Run whose examples are asked"));
    runs_->setToolTip(tr("The examples come from this run; checkpoints may come from any"));
    runs_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(runs_, &QComboBox::activated, this, [this] { loadRunData(runs_->currentData().toString()); });
    chooser_ = new ColumnChooser(monitor_, theme_, card);
    card->body()->addWidget(runs_);
    card->body()->addWidget(chooser_, 1);
    return card;
}

QWidget* ComparePage::makeWall()
{
    auto* card = new Card(this);
    card->body()->setContentsMargins(space::kXs, space::kXs, space::kXs, space::kXs);
    wall_ = new QTableView(card);
    wall_->setObjectName(QStringLiteral("compareWall"));
    wall_->setAccessibleName(tr("Answers side by side"));
    wall_->setModel(model_);
    wall_->setItemDelegate(delegate_);
    wall_->setShowGrid(false);
    wall_->setTabKeyNavigation(false);
    wall_->setSelectionMode(QAbstractItemView::SingleSelection);
    wall_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    wall_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    wall_->setContextMenuPolicy(Qt::CustomContextMenu);
    wall_->verticalHeader()->hide();
    wall_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    wall_->verticalHeader()->setDefaultSectionSize(delegate_->rowHeight(wall_->fontMetrics()));
    wall_->horizontalHeader()->setHighlightSections(false);
    wall_->horizontalHeader()->setMinimumSectionSize(wall_->fontMetrics().averageCharWidth() * 16);
    wall_->viewport()->installEventFilter(this);
    connect(wall_, &QTableView::doubleClicked, this, &ComparePage::askCell);
    connect(wall_, &QTableView::customContextMenuRequested, this, &ComparePage::showCellMenu);
    connect(model_, &QAbstractItemModel::modelReset, this, &ComparePage::fitColumns);
    card->body()->addWidget(wall_);
    return card;
}

QWidget* ComparePage::makeFooter()
{
    auto* footer = new QWidget(this);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kM);
    count_ = new QComboBox(footer);
    count_->setObjectName(QStringLiteral("shownRows"));
    count_->setAccessibleName(tr("How many examples are shown"));
    for (const int count : {6, 12, 24, 48, 200})
        count_->addItem(tr("%1 examples").arg(count), count);
    count_->setCurrentIndex(1);
    connect(count_, &QComboBox::activated, this, [this] {
        queue_->forget();
        model_->setShownCount(count_->currentData().toULongLong());
        guarded(this, &Page::problem, [this] { queue_->fillFromCache(); });
    });
    progress_ = new QProgressBar(footer);
    progress_->setObjectName(QStringLiteral("answerProgress"));
    progress_->setAccessibleName(tr("Progress of the answers"));
    progress_->setTextVisible(false);
    progressText_ = makeLabel({}, "quiet", footer);
    cancelButton_ = new QPushButton(tr("Cancel"), footer);
    cancelButton_->setObjectName(QStringLiteral("cancelAnswers"));
    connect(cancelButton_, &QPushButton::clicked, queue_, &AnswerQueue::cancel);
    askButton_ = new PrimaryButton(tr("Answer all shown rows"), footer);
    askButton_->setObjectName(QStringLiteral("answerAll"));
    connect(askButton_, &QPushButton::clicked, this, [this] {
        strip_->setProblem({}, {});
        guarded(this, &Page::problem, [this] { queue_->askAll(); });
    });
    row->addWidget(makeLabel(tr("Show"), "quiet", footer));
    row->addWidget(count_);
    row->addWidget(progress_, 1);
    row->addWidget(progressText_);
    row->addStretch(0);
    row->addWidget(cancelButton_);
    row->addWidget(askButton_);
    return footer;
}

void ComparePage::activate()
{
    monitor_.refresh();
    updateEmptiness();
    fillRuns();
}

void ComparePage::updateEmptiness()
{
    stack_->setCurrentIndex(session_.isOpen() && !monitor_.runs().isEmpty() ? 1 : 0);
}

void ComparePage::fillRuns()
{
    const auto wanted = run_.isEmpty() || monitor_.shownRun() != runs_->property("followed").toString() ? monitor_.shownRun() : run_;
    runs_->setProperty("followed", monitor_.shownRun());
    runs_->clear();
    for (const auto& run : monitor_.runs())
        runs_->addItem(runTitle(run), run);
    const int index = std::max(0, runs_->findData(wanted));
    if (runs_->count() == 0)
        return;
    runs_->setCurrentIndex(index);
    const auto run = runs_->currentData().toString();
    if (run != run_)
        return loadRunData(run);
    guarded(this, &Page::problem, [&] { chooser_->setRun(run_, data_.options); });
    applyColumns();
}

void ComparePage::loadRunData(const QString& runFolder)
{
    const int generation = ++generation_;
    run_ = runFolder;
    queue_->forget();
    strip_->setProblem({}, {});
    const auto yaml = RunFolder(runFolder.toStdString()).runYamlPath();
    runTask<CompareData>(
        this, [yaml] { return loadCompareData(yaml); },
        [this, generation, runFolder](const TaskResult<CompareData>& result) {
            if (generation != generation_)
                return;
            if (result.value)
                showData(runFolder, *result.value);
            else
                strip_->setProblem(result.message, result.hint);
        });
}

void ComparePage::showData(const QString& runFolder, const CompareData& data)
{
    data_ = data;
    guarded(this, &Page::problem, [&] {
        model_->setRows(data.rows);
        queue_->setUp(RunFolder(runFolder.toStdString()).answersPath(), data.options);
        chooser_->setRun(runFolder, data.options);
    });
    header_->setSubtitle(data.heldOut > 0
            ? tr("The same questions to the model before training and to its checkpoints; %1 examples it never trained on come first.").arg(formatCount(static_cast<int64_t>(data.heldOut)))
            : tr("The same questions to the model before training and to its checkpoints. Nothing was held out: it has seen these examples."));
    applyColumns();
}

void ComparePage::applyColumns()
{
    queue_->forget();
    model_->setColumns(chooser_->columns());
    guarded(this, &Page::problem, [this] { queue_->fillFromCache(); });
    updateProgress();
    Q_EMIT stepDone(chooser_->checkpointCount() > 0);
}

void ComparePage::updateProgress()
{
    const bool isBusy = queue_->isBusy();
    progress_->setVisible(isBusy);
    progressText_->setVisible(isBusy);
    cancelButton_->setVisible(isBusy);
    askButton_->setEnabled(!isBusy && model_->rowCount() > 0 && !model_->answerers().empty());
    if (!isBusy)
        return;
    progress_->setRange(0, queue_->totalCount());
    progress_->setValue(queue_->doneCount());
    auto text = tr("%1 of %2 answers").arg(formatCount(queue_->doneCount()), formatCount(queue_->totalCount()));
    if (queue_->secondsLeft() >= 1)
        text += tr(", about %1 left").arg(formatDuration(queue_->secondsLeft()));
    progressText_->setText(text);
}

void ComparePage::askCell(const QModelIndex& index)
{
    if (index.column() < CompareModel::FirstAnswer)
        return;
    strip_->setProblem({}, {});
    guarded(this, &Page::problem, [&] { queue_->ask(index.row(), index.column() - CompareModel::FirstAnswer); });
}

void ComparePage::showCellMenu(const QPoint& at)
{
    const auto index = wall_->indexAt(at);
    if (!index.isValid())
        return;
    QMenu menu(this);
    if (index.column() >= CompareModel::FirstAnswer)
        connect(menu.addAction(tr("Ask again")), &QAction::triggered, this, [this, index] { askCell(index); });
    connect(menu.addAction(tr("Copy text")), &QAction::triggered, this, [index] { QGuiApplication::clipboard()->setText(index.data().toString()); });
    menu.exec(wall_->viewport()->mapToGlobal(at));
}

bool ComparePage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == wall_->viewport())
        fitColumns();
    return Page::eventFilter(watched, event);
}

void ComparePage::fitColumns()
{
    const int columns = model_->columnCount();
    const int width = wall_->viewport()->width();
    if (columns < CompareModel::FirstAnswer || width < 100)
        return;
    auto* header = wall_->horizontalHeader();
    const int least = header->minimumSectionSize();
    // The question carries the picture, so it gets half as much again.
    const int each = std::max(least, static_cast<int>(width / (columns + 0.5)));
    for (int column = 1; column < columns; ++column)
        header->resizeSection(column, each);
    header->resizeSection(0, std::max(each, width - each * (columns - 1)));
}

} // namespace lorikeet
