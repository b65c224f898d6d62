#include "core/base/file.h"

#include "core/base/os.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace lorikeet;
using namespace lorikeet::test;
namespace fs = std::filesystem;

class FileTest : public QObject {
    Q_OBJECT

    /// Runs in a child that is killed before any destructor.
    template <typename Work>
    static void inKilledChild(Work work)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            work();
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
    }

    static size_t countIn(const std::string& folder)
    {
        return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    }

private Q_SLOTS:
    void cleanup() { os::testing::failWritesAfter(-1); }

    void readsWhatWasWritten()
    {
        TemporaryFolder folder;
        const std::string path = folder / "图片 ü.txt";
        const std::string bytes("a\0b\r\n", 5);
        writeFileAtomically(path, bytes);
        QCOMPARE(readFile(path), bytes);
        writeFileAtomically(path, "");
        QCOMPARE(readFile(path), std::string());
        QCOMPARE(countIn(folder.path()), size_t(1));
    }

    void refusesWhatIsNoFile()
    {
        TemporaryFolder folder;
        QVERIFY(errorOf([&] { readFile(folder / "none"); }).find("none does not exist") != std::string::npos);
        QVERIFY(errorOf([&] { readFile(folder.path()); }).find("is not a file") != std::string::npos);
        const std::string path = folder.write("large", "12345");
        QVERIFY(errorOf([&] { readFile(path, 4); }).find("too large") != std::string::npos);
        QCOMPARE(exitCodeOf([&] { readFile(path, 4); }), ExitCode::Input);
    }

    void fullDiskLeavesTheOldFile()
    {
        TemporaryFolder folder;
        const std::string path = folder.write("kept", "old");
        os::testing::failWritesAfter(100);
        const auto write = [&] { writeFileAtomically(path, std::string(1000, 'x')); };
        QCOMPARE(exitCodeOf(write), ExitCode::Io);
        const std::string error = errorOf(write);
        QVERIFY2(error.find("kept") != std::string::npos && error.find("1000 more bytes") != std::string::npos, error.c_str());
        QCOMPARE(readFile(path), std::string("old"));
        QCOMPARE(countIn(folder.path()), size_t(1));
    }

    void unwritableFolderIsAnIoError()
    {
        TemporaryFolder folder;
        const std::string path = folder.write("file", "");
        QCOMPARE(exitCodeOf([&] { makeFolders(path + "/below"); }), ExitCode::Io);
        QCOMPARE(exitCodeOf([&] { makeFolders(path); }), ExitCode::Io);
        QCOMPARE(exitCodeOf([&] { writeFileAtomically(folder / "no/such/file", "x"); }), ExitCode::Io);
    }

    void folderAppearsWholeOrNotAtAll()
    {
        TemporaryFolder folder;
        const std::string target = folder / "checkpoint-5";
        {
            FolderTransaction left(target);
            writeFileAtomically(left.temporaryPath() + "/a", "1");
        }
        QCOMPARE(countIn(folder.path()), size_t(0));
        FolderTransaction done(target);
        fs::create_directory(toPath(done.temporaryPath() + "/sub"));
        writeFileAtomically(done.temporaryPath() + "/sub/a", "1");
        QVERIFY(!fs::exists(target));
        done.commit();
        QCOMPARE(bytesOf(target + "/sub/a"), std::string("1"));
        QCOMPARE(countIn(folder.path()), size_t(1));
    }

    void commitReplacesAnOlderFolder()
    {
        TemporaryFolder folder;
        folder.write("c/old", "old");
        FolderTransaction next(folder / "c/");
        writeFileAtomically(next.temporaryPath() + "/new", "new");
        next.commit();
        QVERIFY(!fs::exists(folder / "c/old"));
        QCOMPARE(bytesOf(folder / "c/new"), std::string("new"));
        QCOMPARE(countIn(folder.path()), size_t(1));
    }

    void fullDiskLeavesTheOldFolder()
    {
        TemporaryFolder folder;
        folder.write("c/old", "old");
        os::testing::failWritesAfter(10);
        QCOMPARE(exitCodeOf([&] {
            FolderTransaction next(folder / "c");
            os::OutputFile file(next.temporaryPath() + "/weights");
            file.write(std::string(4, 'x'));
            file.write(std::string(64, 'x'));
            file.close();
            next.commit();
        }),
            ExitCode::Io);
        QCOMPARE(bytesOf(folder / "c/old"), std::string("old"));
        QCOMPARE(countIn(folder.path()), size_t(1));
    }

    void leftoversOfDeadProcessesAreRemoved()
    {
        TemporaryFolder folder;
        inKilledChild([&] { new FolderTransaction(folder / "c"); });
        QCOMPARE(countIn(folder.path()), size_t(1));
        FolderTransaction other(folder / "c2");
        QCOMPARE(countIn(folder.path()), size_t(2));
        FolderTransaction living(folder / "c");
        QCOMPARE(countIn(folder.path()), size_t(2));
        FolderTransaction second(folder / "c");
        QVERIFY(fs::exists(living.temporaryPath()));
    }

    void folderMovedAsideByADeadProcessComesBack()
    {
        TemporaryFolder folder;
        int64_t dead = 0;
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        ::waitpid(child, nullptr, 0);
        dead = child;
        folder.write("c.old-" + std::to_string(dead) + "-00000000-1/weights", "old");
        {
            FolderTransaction next(folder / "c");
        }
        QCOMPARE(bytesOf(folder / "c/weights"), std::string("old"));
    }

    void pathsAreUtf8()
    {
        QCOMPARE(toUtf8(toPath("a/图.png")), std::string("a/图.png"));
        QCOMPARE(toUtf8(toPath("a/图.png").filename()), std::string("图.png"));
    }
};

LK_TEST_CLASS(FileTest);
#include "file_test.moc"
