/// Saves what the Data page looks like: `data_shots PROJECT OUT.png [dark] [WIDTHxHEIGHT] [click=OBJECT …] [filter=…] [row=N]`.
/// Run it with QT_QPA_PLATFORM=offscreen; QT_SCALE_FACTOR=2 shows it at 200 %.
#include "ui/dataset/data_page.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPainter>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>

using namespace lorikeet;

namespace {

void runLoop(const std::function<bool()>& claim, int limitMs)
{
    QElapsedTimer timer;
    timer.start();
    while (!claim() && timer.elapsed() < limitMs)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.size() < 2) {
        std::fputs("usage: data_shots PROJECT OUT.png [dark] [1280x720] [click=OBJECT] [type=OBJECT=TEXT] [filter=TEXT] [row=N]\n", stderr);
        return 2;
    }
    Theme theme(application);
    theme.setChoice(arguments.contains("dark") ? Theme::Choice::Dark : Theme::Choice::Light);
    ProjectSession session;
    RunMonitor monitor;
    MainWindow window(session, monitor, theme);
    window.resize(1280, 720);
    for (const QString& argument : arguments)
        if (const QStringList size = argument.split('x'); size.size() == 2 && size[0].toInt() > 0)
            window.resize(size[0].toInt(), size[1].toInt());
    window.show();
    window.startOn("data");
    session.openInBackground(arguments[0]);
    auto& page = *static_cast<DataPage*>(window.page("data"));
    auto& gallery = *page.findChild<GalleryView*>("gallery");
    runLoop([&] { return session.isOpen() && session.isComplete(); }, 60'000);
    for (const QString& argument : arguments) {
        if (argument.startsWith("filter="))
            page.showFilter(argument.mid(7));
        else if (argument.startsWith("row="))
            gallery.setCurrentRow(argument.mid(4).toInt());
        else if (argument.startsWith("click="))
            page.findChild<QAbstractButton*>(argument.mid(6))->click();
        else if (argument.startsWith("type="))
            page.findChild<QLineEdit*>(argument.section('=', 1, 1))->setText(argument.section('=', 2));
        else
            continue;
        runLoop([] { return false; }, 500);
    }
    runLoop([&] { return gallery.isPainted(); }, 10'000);
    runLoop([] { return false; }, 1200);
    QPixmap shot = window.grab();
    if (QWidget* popup = QApplication::activePopupWidget()) {
        QPainter painter(&shot);
        painter.drawPixmap(window.mapFromGlobal(popup->pos()), popup->grab());
    }
    return shot.save(arguments[1]) ? 0 : 1;
}
