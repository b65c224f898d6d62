/// Saves what pages look like: `page_shots PROJECT|- [dark] [WIDTHxHEIGHT] STEP…`, the steps in order:
///   page=NAME  click=OBJECT  type=OBJECT=TEXT  filter=TEXT (Data)  row=N (Data)  key=KEYS  wait=MS  until=check (its end)  shot=FILE.png
/// Run it with QT_QPA_PLATFORM=offscreen; QT_SCALE_FACTOR=2 shows it at 200 %. Settings are fresh ones; `-` opens no project.
#include "ui/check/doctor_session.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/gallery_view.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLineEdit>
#include <QPainter>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>

using namespace lorikeet;

namespace {

void runLoop(const std::function<bool()>& isDone, int limitMs)
{
    QElapsedTimer timer;
    timer.start();
    while (!isDone() && timer.elapsed() < limitMs)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}

void rest(int ms)
{
    runLoop([] { return false; }, ms);
}

template <typename Widget>
Widget* find(MainWindow& window, const QString& name)
{
    for (auto* widget : window.findChildren<Widget*>(name))
        if (widget->isVisible())
            return widget;
    std::fprintf(stderr, "nothing visible is called %s\n", qPrintable(name));
    return nullptr;
}

bool save(MainWindow& window, const QString& path)
{
    QPixmap shot = window.grab();
    if (QWidget* popup = QApplication::activePopupWidget()) {
        QPainter painter(&shot);
        painter.drawPixmap(window.mapFromGlobal(popup->pos()), popup->grab());
    }
    return shot.save(path);
}

void press(const QString& keys)
{
    const QKeyCombination combination = QKeySequence(keys)[0];
    QWidget* target = QApplication::focusWidget();
    for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, combination.key(), combination.keyboardModifiers());
        if (target != nullptr)
            QApplication::sendEvent(target, &event);
    }
}

bool perform(MainWindow& window, const QString& step, const QString& value)
{
    if (step == "page") {
        window.showPage(value);
    } else if (step == "click") {
        if (auto* button = find<QAbstractButton>(window, value))
            button->click();
    } else if (step == "type") {
        if (auto* line = find<QLineEdit>(window, value.section('=', 0, 0)))
            line->setText(value.section('=', 1));
    } else if (step == "filter") {
        static_cast<DataPage*>(window.page("data"))->showFilter(value);
    } else if (step == "row") {
        window.findChild<GalleryView*>("gallery")->setCurrentRow(value.toInt());
    } else if (step == "key") {
        press(value);
    } else if (step == "wait") {
        rest(value.toInt());
    } else if (step == "until") {
        auto* doctor = window.findChild<DoctorSession*>();
        runLoop([&] { return doctor != nullptr && doctor->hasReport() && !doctor->isRunning(); }, 600'000);
    } else if (step == "shot") {
        return save(window, value);
    } else {
        return false;
    }
    rest(400);
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.isEmpty()) {
        std::fputs("usage: page_shots PROJECT|- [dark] [1280x720] STEP…\n", stderr);
        return 2;
    }
    const QString project = arguments.takeFirst();
    Theme theme(application);
    theme.setChoice(arguments.removeAll("dark") > 0 ? Theme::Choice::Dark : Theme::Choice::Light);
    ProjectSession session;
    RunMonitor monitor;
    MainWindow window(session, monitor, theme);
    window.resize(1280, 720);
    window.show();
    if (project != "-") {
        session.openInBackground(project);
        runLoop([&] { return session.isOpen() && session.isComplete(); }, 120'000);
    }
    rest(800);
    for (const QString& argument : arguments) {
        const QStringList size = argument.split('x');
        if (!argument.contains('=') && size.size() == 2)
            window.resize(size[0].toInt(), size[1].toInt());
        else if (!perform(window, argument.section('=', 0, 0), argument.section('=', 1))) {
            std::fprintf(stderr, "can't do %s\n", qPrintable(argument));
            return 1;
        }
    }
    return 0;
}
