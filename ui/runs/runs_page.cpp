#include "ui/runs/runs_page.h"

#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/runs/run_state.h"
#include "ui/runs/run_table_model.h"
#include "ui/theme/theme.h"
#include "ui/train/trainer_process.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/problem_strip.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

namespace lorikeet {

RunsPage::RunsPage(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), monitor_(monitor), theme_(theme), model_(new RunTableModel(monitor, theme, this)),
      proxy_(new QSortFilterProxyModel(this)),
      header_(new PageHeader(tr("Runs"), tr("Every training of this project. A run goes on when the window is closed."), this)),
      strip_(new ProblemStrip(theme, this)), stack_(new QStackedWidget(this))
{
    auto* empty = new EmptyState(theme, QStringLiteral("runs"), tr("No runs yet"),
        tr("Each training that you start is kept here with its settings, its curves and its checkpoints."), this);
    connect(empty->addButton(tr("Plan a training"), QStringLiteral("planFromRuns")), &QPushButton::clicked, this,
        [this] { Q_EMIT pageRequested(QStringLiteral("plan")); });
    stack_->addWidget(empty);
    stack_->addWidget(makeTable());

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kL);
    layout->addWidget(header_);
    layout->addWidget(strip_);
    layout->addWidget(stack_, 1);

    connect(model_, &QAbstractItemModel::modelReset, this, &RunsPage::updateEmptiness);
    connect(model_, &QAbstractItemModel::dataChanged, this, &RunsPage::updateButtons);
    updateEmptiness();
}

QWidget* RunsPage::makeTable()
{
    auto* card = new Card(this);
    filter_ = new QLineEdit(card);
    filter_->setObjectName(QStringLiteral("runFilter"));
    filter_->setAccessibleName(tr("Filter the runs by name"));
    filter_->setPlaceholderText(tr("Filter by name"));
    filter_->setClearButtonEnabled(true);
    filter_->setMaximumWidth(fontMetrics().averageCharWidth() * 36);
    header_->addControl(filter_);

    proxy_->setSourceModel(model_);
    proxy_->setSortRole(RunTableModel::SortRole);
    proxy_->setFilterKeyColumn(RunTableModel::Name);
    proxy_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    connect(filter_, &QLineEdit::textChanged, proxy_, &QSortFilterProxyModel::setFilterFixedString);

    table_ = new QTableView(card);
    table_->setObjectName(QStringLiteral("runTable"));
    table_->setAccessibleName(tr("Runs of this project"));
    table_->setModel(proxy_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setStyleSheet(QStringLiteral("QTableView::item { border: 0px; padding-left: 8px; padding-right: 8px; }"));
    table_->setSortingEnabled(true);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->setTextElideMode(Qt::ElideMiddle);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * space::kM);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(RunTableModel::Name, QHeaderView::Stretch);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->sortByColumn(RunTableModel::Started, Qt::DescendingOrder);
    connect(table_, &QTableView::doubleClicked, this, &RunsPage::openSelected);
    connect(table_, &QTableView::activated, this, &RunsPage::openSelected);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        disarmTrash();
        updateButtons();
    });
    card->body()->setContentsMargins(space::kS, space::kS, space::kS, space::kL);
    card->body()->addWidget(table_, 1);
    card->body()->addWidget(makeButtons());
    return card;
}

QWidget* RunsPage::makeButtons()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(space::kS, 0, space::kS, 0);
    const auto add = [&](QPushButton* button, const char* name, void (RunsPage::*slot)()) {
        button->setObjectName(QString::fromLatin1(name));
        connect(button, &QPushButton::clicked, this, slot);
        row->addWidget(button);
    };
    add(trashButton_ = new QPushButton(bar), "trashRun", &RunsPage::trashSelected);
    row->addStretch(1);
    add(dataButton_ = new QPushButton(tr("Its data"), bar), "dataOfRun", &RunsPage::showData);
    dataButton_->setToolTip(tr("The examples that this run trained on, compared with today's"));
    add(revealButton_ = new QPushButton(tr("Show folder"), bar), "revealRun", &RunsPage::revealSelected);
    add(resumeButton_ = new QPushButton(tr("Resume"), bar), "resumeRun", &RunsPage::resumeSelected);
    add(openButton_ = new PrimaryButton(tr("Open run"), bar), "openRun", &RunsPage::openSelected);
    resumeButton_->setToolTip(tr("Goes on from the newest checkpoint"));
    disarmTrash();
    return bar;
}

void RunsPage::activate()
{
    monitor_.refresh();
    model_->measureDisk();
    updateEmptiness();
}

void RunsPage::updateEmptiness()
{
    const bool hasRuns = model_->rowCount() > 0;
    stack_->setCurrentIndex(hasRuns ? 1 : 0);
    filter_->setVisible(hasRuns);
    if (hasRuns && !table_->currentIndex().isValid())
        table_->selectRow(0);
    updateButtons();
}

QString RunsPage::selectedRun() const
{
    return table_->currentIndex().siblingAtColumn(0).data(RunTableModel::FolderRole).toString();
}

void RunsPage::updateButtons()
{
    const auto index = proxy_->mapToSource(table_->currentIndex());
    const bool isSelected = index.isValid();
    const auto state = isSelected ? model_->stateAt(index.row()) : RunState::Starting;
    openButton_->setEnabled(isSelected);
    revealButton_->setEnabled(isSelected);
    dataButton_->setEnabled(isSelected);
    resumeButton_->setEnabled(isSelected && canResume(state) && model_->hasCheckpointAt(index.row()));
    trashButton_->setEnabled(isSelected && isFinal(state));
}

void RunsPage::openSelected()
{
    const auto run = selectedRun();
    if (!run.isEmpty())
        Q_EMIT runOpened(run);
}

void RunsPage::resumeSelected()
{
    const auto run = selectedRun();
    strip_->setProblem({}, {});
    const bool isStarted = guarded([&] { resumeRun(run); },
        [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
    if (isStarted)
        Q_EMIT runOpened(run);
}

void RunsPage::showData()
{
    Q_EMIT dataRequested(selectedRun());
}

void RunsPage::revealSelected()
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(selectedRun()));
}

void RunsPage::disarmTrash()
{
    armedForTrash_.clear();
    trashButton_->setText(tr("Move to trash"));
}

void RunsPage::trashSelected()
{
    const auto run = selectedRun();
    if (armedForTrash_ != run) {
        armedForTrash_ = run;
        trashButton_->setText(tr("Click again: move “%1” to the trash").arg(runTitle(run)));
        return;
    }
    disarmTrash();
    if (monitor_.shownRun() == run)
        monitor_.show({});
    // Without this folder Qt would make a trash in the working directory.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    if (QFile::moveToTrash(run))
        strip_->setProblem(tr("“%1” is in the trash.").arg(runTitle(run)), tr("It can be brought back from there."), Card::Tone::Good);
    else
        strip_->setProblem(tr("“%1” could not be moved to the trash: %2").arg(runTitle(run), run),
            tr("The disk may have no trash folder. Delete the folder by hand if you are sure."));
    monitor_.refresh();
}

} // namespace lorikeet
