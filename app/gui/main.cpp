#include "core/base/resources.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName("lorikeet");
    QApplication::setApplicationName("lorikeet");
    QApplication::setApplicationDisplayName("Lorikeet");
    QApplication::setApplicationVersion(QString::fromStdString(lorikeet::version()));
    QApplication::setDesktopFileName("lorikeet");

    lorikeet::Theme theme(application);
    lorikeet::MainWindow window(theme);
    window.show();
    return QApplication::exec();
}
