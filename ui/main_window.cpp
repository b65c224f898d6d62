#include "ui/main_window.h"

#include "ui/check/doctor_session.h"
#include "ui/choice/model_choice.h"
#include "ui/dataset/data_page.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/rail.h"
#include "ui/window/close_question.h"
#include "ui/window/close_wait.h"
#include "ui/window/status_line.h"
#include "ui/window/theme_button.h"

#include <QHBoxLayout>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolTip>

namespace lorikeet {

MainWindow::MainWindow(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent)
    : QMainWindow(parent), session_(session), monitor_(monitor), theme_(theme), choice_(new ModelChoice(session, this)), doctor_(new DoctorSession(session, this)), rail_(new Rail(theme, this)), stack_(new QStackedWidget(this)),
      strip_(new ProblemStrip(theme, this)), question_(new CloseQuestion(theme, this)), closeWait_(new CloseWait(session, this))
{
    setAcceptDrops(true);
    buildFrame();
    addPages();
    addShortcuts();
    setStatusBar(new StatusLine(session, theme, this));
    setWindowTitle(tr("Lorikeet"));
    setWindowIcon(tintedIcon("lorikeet", theme_.colours().accent));
    resize(1280, 800);
    restoreGeometry(QSettings().value(kGeometryKey).toByteArray());
    const auto showProblem = [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); };
    connect(&session_, &ProjectSession::opened, this, &MainWindow::onOpened);
    connect(&session_, &ProjectSession::problem, strip_, showProblem);
    connect(&session_, &ProjectSession::openedReadOnly, strip_,
        [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint, Card::Tone::Amber); });
    connect(&monitor_, &RunMonitor::problem, strip_, showProblem);
    connectDoctor();
    connectClosing();
    showPage("welcome");
    if (session_.isOpen())
        onOpened();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildFrame()
{
    auto* frame = new QWidget(this);
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(rail_);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(space::kXl, space::kL, space::kXl, space::kL);
    column->setSpacing(space::kM);
    column->addWidget(strip_);
    column->addWidget(stack_, 1);
    row->addLayout(column, 1);
    setCentralWidget(frame);
    rail_->addAtFoot(new ThemeButton(theme_, rail_));
    connect(rail_, &Rail::pageChosen, this, &MainWindow::showPage);
}

void MainWindow::showRun(const QString& runFolder)
{
    monitor_.refresh();
    monitor_.show(runFolder);
    showPage("train");
}

void MainWindow::addPage(const QString& name, const QString& icon, const QString& title, std::function<Page*()> make)
{
    rail_->addPage(name, icon, title);
    addHiddenPage(name, std::move(make));
    auto* shortcut = new QShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(++railPages_)), this);
    connect(shortcut, &QShortcut::activated, this, [this, name] { showPage(name); });
}

void MainWindow::addHiddenPage(const QString& name, std::function<Page*()> make)
{
    entries_.push_back({name, std::move(make), nullptr});
}

void MainWindow::addShortcuts()
{
    auto* explain = new QShortcut(QKeySequence::HelpContents, this);
    connect(explain, &QShortcut::activated, this, [this] {
        QWidget* focused = focusWidget();
        if (focused == nullptr)
            return;
        const QString text = focused->toolTip().isEmpty() ? focused->accessibleName() : focused->toolTip();
        QToolTip::showText(focused->mapToGlobal(QPoint(0, focused->height())), text, focused);
    });
}

QStringList MainWindow::pageNames() const
{
    QStringList names;
    for (const Entry& entry : entries_)
        names << entry.name;
    return names;
}

Page* MainWindow::page(const QString& name)
{
    for (Entry& entry : entries_) {
        if (entry.name != name)
            continue;
        if (entry.page == nullptr) {
            entry.page = entry.make();
            entry.page->setObjectName("page." + name);
            stack_->addWidget(entry.page);
            connect(entry.page, &Page::pageRequested, this, &MainWindow::showPage);
            connect(entry.page, &Page::filterRequested, this, &MainWindow::showFiltered);
            connect(entry.page, &Page::captionRequested, this, &MainWindow::showCaptioning);
            connect(entry.page, &Page::stepDone, rail_, [this, name](bool isDone) { rail_->setDone(name, isDone); });
            connect(entry.page, &Page::problem, strip_, [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
        }
        return entry.page;
    }
    return nullptr;
}

void MainWindow::showPage(const QString& name)
{
    Page* next = page(name);
    if (next == nullptr || name == current_)
        return;
    leavePage();
    current_ = name;
    stack_->setCurrentWidget(next);
    rail_->setCurrent(name);
    next->activate();
}

void MainWindow::showFiltered(const QString& filter)
{
    showPage("data");
    static_cast<DataPage*>(page("data"))->showFilter(filter);
}

void MainWindow::showCaptioning(const QString& filter)
{
    showPage("data");
    static_cast<DataPage*>(page("data"))->showCaptioning(filter);
}

void MainWindow::connectDoctor()
{
    const auto takeSettings = [this] {
        const EyeSettings& settings = choice_->settings();
        doctor_->setModel(settings.model, settings.templateName, settings.cutoffLen, settings.imageMaxPixels);
    };
    connect(choice_, &ModelChoice::changed, this, takeSettings);
    takeSettings();
}

void MainWindow::startOn(const QString& name)
{
    startsOnPage_ = true;
    showPage(name);
}

void MainWindow::leavePage()
{
    if (Page* previous = page(current_))
        previous->deactivate();
}

void MainWindow::onOpened()
{
    const QString folder = QString::fromStdString(session_.project().folder());
    monitor_.setRunsFolder(QString::fromStdString(session_.project().runsFolder()));
    setWindowTitle(tr("%1 – Lorikeet").arg(QString::fromStdString(session_.project().name())));
    if (folder != openFolder_)
        strip_->hide();
    rail_->setDone("welcome", true);
    rail_->setDone("check", false);
    if (folder != openFolder_ && current_ == "welcome" && !startsOnPage_)
        showPage("data");
    openFolder_ = folder;
    startsOnPage_ = false;
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    question_->setGeometry(rect());
}

} // namespace lorikeet
