#include "ui/train/train_page.h"

#include "ui/project_session.h"
#include "ui/runs/run_format.h"
#include "ui/runs/run_monitor.h"
#include "ui/runs/run_state.h"
#include "ui/theme/theme.h"
#include "ui/train/answers_panel.h"
#include "ui/train/event_list_model.h"
#include "ui/train/plot_panel.h"
#include "ui/train/tile_row.h"
#include "ui/train/trainer_process.h"
#include "ui/train/verdict.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/problem_strip.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

enum Tile { LossTile, CheckTile, RateTile, SpeedTile, MemoryTile, LeftTile };
enum SideTab { EventsTab, AnswersTab, ConsoleTab };

} // namespace

TrainPage::TrainPage(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), monitor_(monitor), theme_(theme), header_(new PageHeader(tr("Train"), {}, this)),
      stack_(new QStackedWidget(this)), strip_(new ProblemStrip(theme, this)), events_(new EventListModel(theme, this))
{
    auto* empty = new EmptyState(theme, QStringLiteral("train"), tr("Nothing is being trained"),
        tr("Start a training under Plan, or open an earlier one under Runs. Its curves and answers are drawn here while it learns."), this);
    connect(empty->addButton(tr("Plan a training"), QStringLiteral("planFromTrain")), &QPushButton::clicked, this,
        [this] { Q_EMIT pageRequested(QStringLiteral("plan")); });
    stack_->addWidget(empty);
    stack_->addWidget(makeContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kM);
    layout->addWidget(header_);
    layout->addWidget(strip_);
    layout->addWidget(stack_, 1);

    connect(&monitor_, &RunMonitor::shownRunChanged, this, &TrainPage::showRun);
    connect(&monitor_, &RunMonitor::historyChanged, this, &TrainPage::updateHistory);
    connect(&monitor_, &RunMonitor::statusChanged, this, [this](const QString& run) {
        if (run == monitor_.shownRun())
            updateStatus();
    });
    connect(&monitor_, &RunMonitor::runsChanged, this, [this] {
        if (isVisible() && monitor_.shownRun().isEmpty())
            activate();
    });
    connect(&theme_, &Theme::changed, this, &TrainPage::updateStatus);
    connect(&second_, &QTimer::timeout, this, &TrainPage::updateConsole);
    second_.setInterval(1000);
    showRun();
}

QWidget* TrainPage::makeContent()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    column->addWidget(makeVerdictCard());
    makeTiles();
    column->addWidget(tiles_);
    auto* splitter = new QSplitter(Qt::Horizontal, content);
    splitter->setObjectName(QStringLiteral("trainSplitter"));
    splitter->setHandleWidth(space::kM);
    splitter->setChildrenCollapsible(false);
    plots_ = new PlotPanel(monitor_, theme_, splitter);
    connect(plots_, &PlotPanel::problem, strip_, [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
    splitter->addWidget(plots_);
    splitter->addWidget(makeSide());
    splitter->setStretchFactor(0, 5);
    splitter->setStretchFactor(1, 2);
    column->addWidget(splitter, 1);
    return content;
}

QPushButton* TrainPage::addAction(QHBoxLayout* row, const QString& text, const char* name, const char* icon, const QString& toolTip)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(QString::fromLatin1(name));
    button->setToolTip(toolTip);
    theme_.setIcon(*button, QString::fromLatin1(icon));
    row->addWidget(button, 0, Qt::AlignVCenter);
    return button;
}

QWidget* TrainPage::makeVerdictCard()
{
    auto* card = new Card(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kS);
    stateIcon_ = new QLabel(card);
    headline_ = makeLabel({}, "title", card, true);
    headline_->setObjectName(QStringLiteral("verdict"));
    headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    detail_ = makeLabel({}, "quiet", card, true);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(headline_);
    texts->addWidget(detail_);
    row->addWidget(stateIcon_, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    saveButton_ = addAction(row, tr("Save now"), "saveNow", "save", tr("Saves a checkpoint after this step and goes on"));
    pauseButton_ = addAction(row, tr("Pause"), "pauseRun", "pause", tr("Saves a checkpoint, ends the trainer and frees its memory; Resume goes on from there"));
    stopButton_ = addAction(row, tr("Stop and keep"), "stopRun", "stop", tr("Finishes this step, saves a checkpoint and ends"));
    resumeButton_ = addAction(row, tr("Resume"), "resumeRun", "play", tr("Goes on from the newest checkpoint"));
    compareButton_ = new PrimaryButton(tr("Compare the answers"), card);
    compareButton_->setObjectName(QStringLiteral("compareAnswers"));
    row->addWidget(compareButton_, 0, Qt::AlignVCenter);
    card->body()->addLayout(row);
    progress_ = new QProgressBar(card);
    progress_->setObjectName(QStringLiteral("trainProgress"));
    progress_->setAccessibleName(tr("Progress of the training"));
    progress_->setTextVisible(false);
    card->body()->addWidget(progress_);
    connect(saveButton_, &QPushButton::clicked, this, [this] { ask(Request::Save); });
    connect(pauseButton_, &QPushButton::clicked, this, [this] { ask(Request::Pause); });
    connect(stopButton_, &QPushButton::clicked, this, [this] { ask(Request::Stop); });
    connect(resumeButton_, &QPushButton::clicked, this, &TrainPage::resume);
    connect(compareButton_, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("compare")); });
    return card;
}

void TrainPage::makeTiles()
{
    tiles_ = new TileRow(this);
    tiles_->add(tr("Loss"), "lossTile", tr("How far the answers are from the wanted ones; lower is better"));
    tiles_->add(tr("Held-out loss"), "checkTile", tr("The same on examples that it never learns from"));
    tiles_->add(tr("Learning rate"), "rateTile", tr("How large a step each update takes"));
    tiles_->add(tr("Tokens a second"), "speedTile", tr("Real tokens, padding not counted"));
    tiles_->add(tr("Memory"), "memoryTile", tr("What the trainer uses"));
    tiles_->add(tr("Time left"), "leftTile", tr("From the speed so far"));
}

QWidget* TrainPage::makeSide()
{
    auto* card = new Card(this);
    card->body()->setContentsMargins(space::kS, space::kS, space::kS, space::kS);
    side_ = new QTabWidget(card);
    side_->setObjectName(QStringLiteral("trainSide"));
    side_->setDocumentMode(true);
    side_->tabBar()->setDrawBase(false);
    auto* list = new QListView(side_);
    list->setObjectName(QStringLiteral("eventList"));
    list->setAccessibleName(tr("Events of this run"));
    list->setModel(events_);
    list->setWordWrap(true);
    list->setSpacing(2);
    list->setIconSize(QSize(16, 16));
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    answers_ = new AnswersPanel(side_);
    answers_->setObjectName(QStringLiteral("answersPanel"));
    console_ = new QPlainTextEdit(side_);
    console_->setObjectName(QStringLiteral("consoleTail"));
    console_->setAccessibleName(tr("What the trainer writes"));
    console_->setReadOnly(true);
    console_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    console_->setPlaceholderText(tr("The trainer has written nothing yet."));
    side_->addTab(list, tr("Events"));
    side_->addTab(answers_, tr("Answers"));
    side_->addTab(console_, tr("Log"));
    connect(side_, &QTabWidget::currentChanged, this, &TrainPage::updateConsole);
    card->body()->addWidget(side_);
    return card;
}

void TrainPage::activate()
{
    second_.start();
    if (monitor_.shownRun().isEmpty() && !monitor_.runs().isEmpty())
        monitor_.show(monitor_.runs().first());
    updateStatus();
}

void TrainPage::deactivate()
{
    second_.stop();
}

void TrainPage::showRun()
{
    const auto run = monitor_.shownRun();
    stack_->setCurrentIndex(run.isEmpty() ? 0 : 1);
    strip_->setProblem({}, {});
    header_->setSubtitle(run.isEmpty() ? QString() : runTitle(run));
    console_->clear();
    updateHistory(true);
}

void TrainPage::updateHistory(bool isReset)
{
    const auto& history = monitor_.history();
    plots_->update(isReset);
    events_->setHistory(history);
    answers_->setHistory(history);
    side_->setTabText(AnswersTab, answers_->count() == 0 ? tr("Answers") : tr("Answers (%1)").arg(answers_->count()));
    updateStatus();
}

void TrainPage::updateStatus()
{
    const auto run = monitor_.shownRun();
    if (run.isEmpty())
        return;
    guarded(this, &Page::problem, [&] {
        const auto status = monitor_.status(run);
        const auto& history = monitor_.history();
        const auto verdict = makeVerdict(status, history, QDateTime::currentDateTime());
        headline_->setText(verdict.headline);
        detail_->setText(verdict.detail);
        detail_->setVisible(!verdict.detail.isEmpty());
        stateIcon_->setPixmap(runStateIcon(status.state, theme_.colours()).pixmap(QSize(24, 24)));
        stateIcon_->setToolTip(runStateWord(status.state));
        const int permille = progressPermille(status, history);
        progress_->setRange(0, permille < 0 && !isFinal(status.state) ? 0 : 1000);
        progress_->setValue(std::max(0, permille));
        updateTiles();
        updateButtons(status.state);
        if (status.state == RunState::Crashed && shownState_ != RunState::Crashed)
            side_->setCurrentIndex(ConsoleTab);
        if (status.state != shownState_)
            updateConsole();
        shownState_ = status.state;
        Q_EMIT stepDone(status.state == RunState::Completed || status.state == RunState::Stopped);
    });
}

void TrainPage::updateTiles()
{
    const auto& history = monitor_.history();
    const Step* last = history.steps.empty() ? nullptr : &history.steps.back();
    const auto state = monitor_.status(monitor_.shownRun()).state;
    tiles_->setValue(LossTile, last != nullptr && last->loss ? formatLoss(*last->loss) : QString());
    const bool hasCheck = !history.evals.empty() && history.evals.back().loss;
    tiles_->setValue(CheckTile, hasCheck ? formatLoss(*history.evals.back().loss) : QString());
    tiles_->setValue(RateTile, last != nullptr ? formatNumber(last->lr, 3) : QString());
    tiles_->setValue(SpeedTile, last != nullptr ? formatRate(last->tokensPerSecond) : QString());
    tiles_->setValue(MemoryTile, last != nullptr && last->memoryMib > 0 ? formatMib(last->memoryMib) : QString());
    tiles_->setValue(LeftTile, last != nullptr && !isFinal(state) ? formatDuration(last->remainingSeconds) : QString());
}

void TrainPage::updateButtons(RunState state)
{
    const bool isEnded = isFinal(state);
    const bool canAsk = state == RunState::Running || state == RunState::Starting;
    const bool hasCheckpoint = !monitor_.checkpoints(monitor_.shownRun()).empty();
    for (auto* button : {saveButton_, pauseButton_, stopButton_}) {
        button->setVisible(!isEnded);
        button->setEnabled(canAsk);
    }
    resumeButton_->setVisible(canResume(state) && hasCheckpoint);
    compareButton_->setVisible(isEnded || hasCheckpoint);
    compareButton_->setEnabled(hasCheckpoint);
    compareButton_->setToolTip(hasCheckpoint ? QString() : tr("There is no checkpoint yet to compare."));
}

void TrainPage::updateConsole()
{
    if (side_->currentIndex() != ConsoleTab || monitor_.shownRun().isEmpty())
        return;
    guarded(this, &Page::problem, [this] {
        const auto text = monitor_.consoleTail(monitor_.shownRun());
        if (text == console_->toPlainText())
            return;
        const auto* bar = console_->verticalScrollBar();
        const bool isAtEnd = bar->value() >= bar->maximum() - 4;
        const int before = bar->value();
        console_->setPlainText(text);
        console_->verticalScrollBar()->setValue(isAtEnd ? console_->verticalScrollBar()->maximum() : before);
    });
}

void TrainPage::ask(Request request)
{
    monitor_.request(monitor_.shownRun(), request);
    if (request == Request::Save) {
        saveButton_->setEnabled(false);
        QTimer::singleShot(2000, this, [this] { updateStatus(); });
        return;
    }
    updateStatus();
}

void TrainPage::resume()
{
    strip_->setProblem({}, {});
    resumeButton_->setEnabled(false);
    guarded([this] { resumeRun(monitor_.shownRun()); },
        [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
    resumeButton_->setEnabled(true);
    monitor_.refresh();
}

} // namespace lorikeet
