/// @file A double click on a project.lorikeet: what packaging/setup.sh writes for the desktop, read by the desktop's own rules.

#include "core/data/project_file.h"
#include "support/runner.h"
#include "support/sample_project.h"

#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

constexpr const char* kSetUp = LORIKEET_SOURCE_DIR "/packaging/setup.sh";

/// The set-up's step as run.sh takes it, for another home.
int installEntry(const QString& share, const QString& program)
{
    QProcess bash;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_DATA_HOME", share);
    bash.setProcessEnvironment(environment);
    bash.start("bash", {"-c", "source \"$1\"; install_desktop_entry \"$2\"; echo went on", "bash", kSetUp, program});
    const bool isDone = bash.waitForFinished(30'000);
    return isDone && bash.readAllStandardOutput().endsWith("went on\n") ? bash.exitCode() : -1;
}

/// The [Desktop Entry] group; "" as a key tells of a line that is none.
QMap<QString, QString> readEntry(const QByteArray& bytes)
{
    QMap<QString, QString> entry;
    QStringList lines = QString::fromUtf8(bytes).split('\n', Qt::SkipEmptyParts);
    if (lines.isEmpty() || lines.takeFirst() != "[Desktop Entry]")
        entry[""] = "group";
    for (const QString& line : lines) {
        const qsizetype at = line.indexOf('=');
        const QString key = line.left(std::max<qsizetype>(at, 0));
        if (at <= 0 || entry.contains(key))
            entry[""] = line;
        entry[key] = line.mid(at + 1);
    }
    return entry;
}

/// Exec as the specification reads it: escapes of a text, then quoted arguments; the file in the place of %f.
QStringList commandOf(const QString& exec, const QString& file)
{
    QString text;
    for (qsizetype i = 0; i < exec.size(); ++i)
        text += exec[i] == '\\' ? exec[++i] : exec[i];
    QStringList arguments;
    QString argument;
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            isQuoted = !isQuoted;
        else if (isQuoted && text[i] == '\\')
            argument += text[++i];
        else if (text[i] == '%')
            argument += text[++i] == 'f' ? file : QString(text[i]);
        else if (text[i] == ' ' && !isQuoted)
            arguments << std::exchange(argument, {});
        else
            argument += text[i];
    }
    return arguments << argument;
}

} // namespace

class DesktopEntryTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString path(const QString& name) const { return folder_.filePath(name); }

private Q_SLOTS:
    void theKindOfFileIsKnownByItsName()
    {
        QXmlStreamReader xml(readBytes(LORIKEET_SOURCE_DIR "/packaging/lorikeet.xml"));
        QMap<QString, QString> found;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            QCOMPARE(xml.namespaceUri().toString(), QString("http://www.freedesktop.org/standards/shared-mime-info"));
            const auto attributes = xml.attributes();
            found[xml.name().toString()] = attributes.isEmpty() ? QString() : attributes.first().value().toString();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(found.value("glob"), QString(ProjectFile::kFileName));
        QCOMPARE(found.value("mime-type"), QString("application/x-lorikeet-project"));
        QCOMPARE(found.value("icon"), QString("lorikeet"));
    }

    void theEntryOpensTheProjectThatIsClicked()
    {
        // A folder as people name them: the program's path must come through unharmed.
        const QString place = path("a b \"c\" $d %e \\f `g' & h");
        QVERIFY(QDir().mkpath(place));
        const QString program = place + "/lorikeet";
        QVERIFY(QFile::link(LORIKEET_GUI_PATH, program));
        QCOMPARE(installEntry(path("share"), program), 0);
        const QByteArray written = readBytes(path("share/applications/lorikeet.desktop"));
        const auto entry = readEntry(written);
        QVERIFY2(!entry.contains(""), qPrintable(entry.value("")));
        QCOMPARE(entry.value("Type"), QString("Application"));
        QCOMPARE(entry.value("Name"), QString("Lorikeet"));
        QCOMPARE(entry.value("MimeType"), QString("application/x-lorikeet-project;"));
        QVERIFY(readBytes(path("share/icons/hicolor/scalable/apps/%1.svg").arg(entry.value("Icon"))).startsWith("<svg"));
        QCOMPARE(readBytes(path("share/mime/packages/lorikeet.xml")), readBytes(LORIKEET_SOURCE_DIR "/packaging/lorikeet.xml"));
        QCOMPARE(installEntry(path("share"), program), 0); // Once more changes nothing.
        QCOMPARE(readBytes(path("share/applications/lorikeet.desktop")), written);

        const QString project = path("my project");
        makeSampleProject(project, 3);
        const QStringList command = commandOf(entry.value("Exec"), project + "/" + ProjectFile::kFileName);
        QCOMPARE(command, (QStringList{program, project + "/" + ProjectFile::kFileName}));
        QProcess window;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char* home : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
            environment.insert(home, path("home"));
        window.setProcessEnvironment(environment);
        window.setWorkingDirectory("/");
        QVERIFY(!QFileInfo::exists(project + "/edits/.lock"));
        window.start(command.first(), command.mid(1));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(project + "/edits/.lock"), 30'000); // The window holds it.
        window.kill();
        QVERIFY(window.waitForFinished(10'000));
    }

    void whereItCantBeWrittenTheSetUpGoesOn()
    {
        writeBytes(path("a file"), "no folder");
        QCOMPARE(installEntry(path("a file/share"), "/usr/bin/true"), 0);
    }

    void onlyTheProgramsSetUpTouchesTheDesktop()
    {
        QVERIFY(readBytes(LORIKEET_SOURCE_DIR "/packaging/run.sh").contains("\ninstall_desktop_entry \"$root/build/release/bin/lorikeet\"\n"));
        QVERIFY(!readBytes(LORIKEET_SOURCE_DIR "/packaging/test.sh").contains("install_desktop_entry"));
    }
};

LK_TEST_CLASS(DesktopEntryTest);
#include "desktop_entry_test.moc"
