#include "core/base/os.h"

#include "core/base/resources.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace lorikeet;
using namespace lorikeet::test;

class OsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { os::testing::failWritesAfter(-1); }

    void lockIsHeldOnce()
    {
        TemporaryFolder folder;
        const std::string path = folder / "run.lock";
        QVERIFY(!os::FileLock::isHeld(path));
        auto lock = os::FileLock::tryLock(path);
        QVERIFY(lock != nullptr);
        QVERIFY(os::FileLock::isHeld(path));
        QVERIFY(os::FileLock::tryLock(path) == nullptr);
        QVERIFY(os::FileLock::isHeld(path));
        lock.reset();
        QVERIFY(!os::FileLock::isHeld(path));
        QVERIFY(os::FileLock::tryLock(path) != nullptr);
        QCOMPARE(exitCodeOf([&] { os::FileLock::tryLock(folder / "none/run.lock"); }), ExitCode::Io);
    }

    void lockOfAKilledProcessIsFree()
    {
        TemporaryFolder folder;
        const std::string path = folder / "run.lock";
        const pid_t child = ::fork();
        if (child == 0) {
            auto lock = os::FileLock::tryLock(path);
            ::pause();
            ::_exit(lock ? 0 : 1);
        }
        QTRY_VERIFY(os::FileLock::isHeld(path));
        QVERIFY(os::FileLock::tryLock(path) == nullptr);
        QVERIFY(os::isProcessAlive(child));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(!os::FileLock::isHeld(path));
        QVERIFY(!os::isProcessAlive(child));
    }

    void appendsToTheEnd()
    {
        TemporaryFolder folder;
        const std::string path = folder.write("log", "a\n");
        os::AppendFile file(path);
        file.write("b\n");
        std::ofstream(path, std::ios::app) << "c\n";
        file.write("d\n");
        file.sync();
        QCOMPARE(bytesOf(path), std::string("a\nb\nc\nd\n"));
        os::testing::failWritesAfter(1);
        QCOMPARE(exitCodeOf([&] { file.write("eee\n"); }), ExitCode::Io);
        QCOMPARE(exitCodeOf([&] { file.write("f\n"); }), ExitCode::Io);
        os::testing::failWritesAfter(-1);
        file.write("\n");
        QCOMPARE(bytesOf(path), std::string("a\nb\nc\nd\ne\n"));
    }

    void mapsAFile()
    {
        TemporaryFolder folder;
        const os::MappedFile file(folder.write("f", "hello"));
        QCOMPARE(std::string(file.bytes()), std::string("hello"));
        QVERIFY(os::MappedFile(folder.write("empty", "")).bytes().empty());
        QVERIFY(errorOf([&] { os::MappedFile(folder / "none"); }).find("none") != std::string::npos);
        QVERIFY(errorOf([&] { os::MappedFile(folder.path()); }).find("is not a file") != std::string::npos);
    }

    void knowsTheMachine()
    {
        QVERIFY(os::coreCount() >= 1);
        QVERIFY(os::coreCount() <= static_cast<int>(std::thread::hardware_concurrency()));
        QVERIFY(os::freeMemoryMib() > 0);
        QVERIFY(os::rssMib() > 1);
        QVERIFY(os::peakRssMib() >= os::rssMib() * 0.9);
        TemporaryFolder folder;
        QVERIFY(os::freeDiskBytes(folder / "not/there/yet") > 0);
        QVERIFY(os::programPath().ends_with("/core_base"));
    }

    void resourcesAreLookedForInOrder()
    {
        TemporaryFolder folder;
        const std::string file = folder.write("templates/x.yaml", "x");
        qputenv("LORIKEET_RESOURCES", folder.path().c_str());
        QCOMPARE(resourcePath("templates/x.yaml"), file);
        qunsetenv("LORIKEET_RESOURCES");
        const std::string error = errorOf([] { resourcePath("templates/x.yaml"); });
        QVERIFY2(error.find("templates/x.yaml") != std::string::npos && error.find("share/lorikeet") != std::string::npos, error.c_str());
        QCOMPARE(version(), std::string("0.1.0"));
    }
};

LK_TEST_CLASS(OsTest);
#include "os_test.moc"
