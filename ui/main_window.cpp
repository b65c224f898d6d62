#include "ui/main_window.h"

#include "ui/theme/theme.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/rail.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>

namespace lorikeet {

MainWindow::MainWindow(Theme& theme, QWidget* parent)
    : QMainWindow(parent), theme_(theme), rail_(new Rail(theme, this)), stack_(new QStackedWidget(this)), strip_(new ProblemStrip(theme, this))
{
    buildFrame();
    setWindowTitle(tr("Lorikeet"));
    setWindowIcon(tintedIcon("lorikeet", theme_.colours().accent));
    resize(1280, 800);
    restoreGeometry(QSettings().value("window/geometry").toByteArray());
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
    connect(rail_, &Rail::pageChosen, this, &MainWindow::showPage);
}

void MainWindow::addPage(const QString& name, const QString& icon, const QString& title, std::function<Page*()> make)
{
    rail_->addPage(name, icon, title);
    slots_.push_back({name, std::move(make), nullptr});
    auto* shortcut = new QShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(slots_.size())), this);
    connect(shortcut, &QShortcut::activated, this, [this, name] { showPage(name); });
}

Page* MainWindow::page(const QString& name)
{
    for (Slot& slot : slots_) {
        if (slot.name != name)
            continue;
        if (slot.page == nullptr) {
            slot.page = slot.make();
            stack_->addWidget(slot.page);
            connect(slot.page, &Page::pageRequested, this, &MainWindow::showPage);
            connect(slot.page, &Page::stepDone, rail_, [this, name](bool isDone) { rail_->setDone(name, isDone); });
            connect(slot.page, &Page::problem, strip_, [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
        }
        return slot.page;
    }
    return nullptr;
}

void MainWindow::showPage(const QString& name)
{
    Page* next = page(name);
    if (next == nullptr || name == current_)
        return;
    if (Page* previous = page(current_))
        previous->deactivate();
    current_ = name;
    stack_->setCurrentWidget(next);
    rail_->setCurrent(name);
    next->activate();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings().setValue("window/geometry", saveGeometry());
    event->accept();
}

} // namespace lorikeet
