#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

namespace lorikeet::test {

std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv)
{
    // Tests neither see nor change the settings of whoever runs them.
    static const QTemporaryDir settingsFolder;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    qputenv("XDG_CACHE_HOME", settingsFolder.filePath("cache").toUtf8());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settingsFolder.path());
    QCoreApplication::setOrganizationName("lorikeet-test");
    QCoreApplication::setApplicationName("lorikeet-test");
    return std::make_unique<QApplication>(argc, argv);
}

} // namespace lorikeet::test
