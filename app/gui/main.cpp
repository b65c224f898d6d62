#include "core/base/resources.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName("lorikeet");
    QApplication::setApplicationName("lorikeet");
    QApplication::setApplicationDisplayName("Lorikeet");
    QApplication::setApplicationVersion(QString::fromStdString(lorikeet::version()));
    QApplication::setDesktopFileName("lorikeet");

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Fine-tune vision-language models by clicking."));
    parser.addPositionalArgument("PROJECT", QCoreApplication::translate("main", "A project folder, or its project.lorikeet."), "[PROJECT]");
    const QCommandLineOption pageOption("page", QCoreApplication::translate("main", "The page to begin with: welcome, data, check, look, statistics, plan, train, compare, runs."), "NAME");
    parser.addOption(pageOption);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);

    lorikeet::Theme theme(application);
    lorikeet::ProjectSession session;
    lorikeet::RunMonitor monitor;
    lorikeet::MainWindow window(session, monitor, theme);
    window.show();
    const QString page = parser.value(pageOption);
    if (!page.isEmpty())
        window.startOn(page);
    if (!parser.positionalArguments().isEmpty())
        QTimer::singleShot(0, &session, [&] { session.openInBackground(parser.positionalArguments().first()); });
    return QApplication::exec();
}
