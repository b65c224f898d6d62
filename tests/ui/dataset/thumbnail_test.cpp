#include "support/runner.h"
#include "support/temporary_folder.h"

#include "ui/dataset/thumbnail_loader.h"
#include "ui/dataset/thumbnail_picture.h"
#include "ui/dataset/thumbnail_store.h"

#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>

#include <sys/stat.h>

using namespace lorikeet;
using namespace lorikeet::test;

/// The store of thumbnails, and the loader that feeds the gallery.
class ThumbnailTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TemporaryFolder> folder_;
    QString file() const { return QString::fromStdString(*folder_ / "cache/thumbnails.sqlite"); }
    std::string picture(const std::string& name, const QColor& colour = Qt::red, const QSize& size = {64, 48}) const
    {
        QImage image(size, QImage::Format_RGB32);
        image.fill(colour);
        const std::string path = *folder_ / name;
        QDir().mkpath(QFileInfo(QString::fromStdString(path)).absolutePath());
        return image.save(QString::fromStdString(path)) ? path : std::string();
    }
    static ThumbnailKey key(const QString& path) { return {path, 10, 20, 256}; }

private Q_SLOTS:
    void init() { folder_ = std::make_unique<TemporaryFolder>(); }
    void cleanup() { folder_.reset(); }

    void whatWasPutIsFoundAfterAReopening()
    {
        {
            ThumbnailStore store(file());
            store.put(key("/a.jpg"), "bytes");
        }
        ThumbnailStore store(file());
        QTRY_COMPARE(store.find(key("/a.jpg")), QByteArray("bytes"));
    }

    void anotherSizeTimeOrSideIsAnotherPicture_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("time");
        QTest::addColumn<int>("side");
        QTest::newRow("size") << 11 << 20 << 256;
        QTest::newRow("time") << 10 << 21 << 256;
        QTest::newRow("side") << 10 << 20 << 512;
    }

    void anotherSizeTimeOrSideIsAnotherPicture()
    {
        QFETCH(int, size);
        QFETCH(int, time);
        QFETCH(int, side);
        ThumbnailStore store(file());
        store.put(key("/a.jpg"), "bytes");
        QVERIFY(store.flush(5000));
        QTRY_COMPARE(store.find(key("/a.jpg")), QByteArray("bytes"));
        QCOMPARE(store.find({"/a.jpg", size, time, side}), QByteArray());
    }

    void aNewVersionReplacesTheOldOne()
    {
        ThumbnailStore store(file());
        store.put(key("/a.jpg"), "old");
        store.put({"/a.jpg", 11, 21, 256}, "new");
        QVERIFY(store.flush(5000));
        QTRY_COMPARE(store.find({"/a.jpg", 11, 21, 256}), QByteArray("new"));
        QCOMPARE(store.find(key("/a.jpg")), QByteArray());
    }

    void theLeastRecentlyUsedGoWhenTheFileIsFull()
    {
        const ThumbnailStore::Limits limits{int64_t{1} << 20, 0};
        const QByteArray bytes(10'000, 'x');
        {
            ThumbnailStore store(file(), limits);
            for (int i = 0; i < 130; ++i) { // About a hundred have room.
                store.put(key(QString("/%1.jpg").arg(i)), bytes);
                QVERIFY(store.flush(5000));
                if (i == 80)
                    QTRY_COMPARE(store.find(key("/0.jpg")), bytes); // Used again, so it is among the young ones.
            }
        }
        ThumbnailStore store(file(), limits); // Opening clears out, too.
        QTRY_COMPARE(store.find(key("/129.jpg")), bytes);
        QCOMPARE(store.find(key("/0.jpg")), bytes);
        for (int i = 1; i < 20; ++i)
            QCOMPARE(store.find(key(QString("/%1.jpg").arg(i))), QByteArray());
        QVERIFY(QFileInfo(file()).size() < limits.maxBytes * 5 / 4);
    }

    void aDamagedFileIsSetAsideAndANewOneBegun_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no database") << QByteArray(5000, 'x');
        QTest::newRow("a database's beginning and nonsense") << QByteArray("SQLite format 3\0", 16) + QByteArray(5000, 'y');
    }

    void aDamagedFileIsSetAsideAndANewOneBegun()
    {
        QFETCH(QByteArray, bytes);
        folder_->write("cache/thumbnails.sqlite", bytes.toStdString());
        ThumbnailStore store(file());
        store.put(key("/a.jpg"), "bytes");
        QVERIFY(store.flush(5000));
        QTRY_COMPARE(store.find(key("/a.jpg")), QByteArray("bytes"));
        QCOMPARE(bytesOf((file() + ".damaged").toStdString()), bytes.toStdString());
    }

    void twoWindowsShareTheFile()
    {
        ThumbnailStore first(file()), second(file());
        first.put(key("/a.jpg"), "one");
        second.put(key("/b.jpg"), "two");
        QVERIFY(first.flush(5000) && second.flush(5000));
        QTRY_COMPARE(second.find(key("/a.jpg")), QByteArray("one"));
        QTRY_COMPARE(first.find(key("/b.jpg")), QByteArray("two"));
    }

    void aLockedFileMakesNobodyWait()
    {
        {
            ThumbnailStore store(file());
            store.put(key("/a.jpg"), "bytes");
        }
        {
            auto holder = QSqlDatabase::addDatabase("QSQLITE", "holder");
            holder.setDatabaseName(file());
            QVERIFY(holder.open());
            QVERIFY(QSqlQuery(holder).exec("PRAGMA locking_mode = EXCLUSIVE"));
            QVERIFY(QSqlQuery(holder).exec("BEGIN EXCLUSIVE"));
            QVERIFY(QSqlQuery(holder).exec("UPDATE thumbnails SET used = 1"));
            ThumbnailStore store(file());
            for (int i = 0; i < 100; ++i) {
                store.find(key("/a.jpg"));
                store.put(key(QString("/%1.jpg").arg(i)), "more");
            }
            QVERIFY(QSqlQuery(holder).exec("COMMIT"));
            holder.close();
        }
        QSqlDatabase::removeDatabase("holder");
        ThumbnailStore again(file());
        QTRY_COMPARE(again.find(key("/a.jpg")), QByteArray("bytes"));
    }

    void aFolderThatCannotBeMadeOnlyMeansNoCache()
    {
        folder_->write("cache", "a file where the folder should be");
        ThumbnailStore store(file());
        store.put(key("/a.jpg"), "bytes");
        QVERIFY(store.flush(5000));
        QCOMPARE(store.find(key("/a.jpg")), QByteArray());
        ThumbnailPicture thumbnail(picture("a.png"), {100, 80}, &store);
        QVERIFY(!thumbnail.load().isNull());
    }

    void onlyRegularFilesHaveAKey()
    {
        const std::string pipe = *folder_ / "pipe.jpg";
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(!thumbnailKey(pipe, 256));
        QVERIFY(!thumbnailKey(folder_->path(), 256));
        QVERIFY(!thumbnailKey(*folder_ / "nowhere.jpg", 256));
        const auto key = thumbnailKey(picture("猫 🐱.png"), 256);
        QVERIFY(key && key->size > 0 && key->mtimeNs > 0);
    }

    void aPictureFitsItsBoxAndComesOutOfTheStoreTheSecondTime()
    {
        ThumbnailStore store(file());
        const std::string path = picture("wide.png", Qt::blue, {800, 200});
        ThumbnailPicture first(path, {120, 90}, &store);
        const QImage decoded = first.load();
        QCOMPARE(decoded.size(), QSize(120, 30));
        first.remember();
        QVERIFY(store.flush(5000));
        const auto key = thumbnailKey(path, ThumbnailPicture::storedSide({120, 90}));
        QTRY_VERIFY(!store.find(*key).isEmpty());
        QCOMPARE(QImage::fromData(store.find(*key)).size(), QSize(256, 64));
        const QImage stored = ThumbnailPicture(path, {120, 90}, &store).load();
        QCOMPARE(stored.size(), decoded.size());
        QVERIFY(qAbs(qBlue(stored.pixel(60, 15)) - 255) < 6);
    }

    void aSidewaysPhotoIsUpright()
    {
        const std::string path = LORIKEET_FIXTURES "/pictures/orientation_6.jpg";
        const QImage upright = ThumbnailPicture(path, {100, 100}, nullptr).load();
        const QImage plain = ThumbnailPicture(LORIKEET_FIXTURES "/pictures/orientation_1.jpg", {100, 100}, nullptr).load();
        QCOMPARE(upright.size(), plain.size().transposed());
    }

    void picturesArriveAndBrokenOnesAreKnown()
    {
        const std::vector<std::string> paths{picture("0.png", Qt::yellow), *folder_ / "nowhere.png", folder_->write("2.png", "this is no picture")};
        ThumbnailLoader loader([&](uint32_t number) -> const std::string& { return paths[number]; }, nullptr);
        QSignalSpy loaded(&loader, &ThumbnailLoader::loaded);
        QVERIFY(loader.find(0) == nullptr);
        loader.want({0, 1, 2});
        QVERIFY(loader.find(0) == nullptr); // Not decoded on this thread.
        QTRY_COMPARE(loaded.count(), 3);
        QCOMPARE(loader.find(0)->toImage().pixelColor(20, 20), QColor("yellow"));
        QVERIFY(!loader.isBroken(0) && loader.isBroken(1) && loader.isBroken(2));
        QTRY_VERIFY(loader.isIdle());
        loader.clear();
        QVERIFY(loader.find(0) == nullptr && !loader.isBroken(1));
    }

    void whatWasScrolledPastIsGivenUp()
    {
        std::vector<std::string> paths;
        std::vector<uint32_t> first, second;
        for (uint32_t i = 0; i < 200; ++i) {
            paths.push_back(picture(std::to_string(i) + ".png"));
            (i < 190 ? first : second).push_back(i);
        }
        ThumbnailLoader loader([&](uint32_t number) -> const std::string& { return paths[number]; }, nullptr);
        QSignalSpy loaded(&loader, &ThumbnailLoader::loaded);
        loader.want(first);
        loader.want(second);
        QTRY_VERIFY(loader.isIdle());
        for (const uint32_t number : second)
            QVERIFY(loader.find(number) != nullptr);
        QVERIFY2(loaded.count() < 40, qPrintable(QString::number(loaded.count()))); // Those under way at the change, and the wanted ones.
    }

    void pixmapsStayUnderTheirLimit()
    {
        std::vector<std::string> paths;
        std::vector<uint32_t> numbers;
        for (uint32_t i = 0; i < 40; ++i) {
            paths.push_back(picture(std::to_string(i) + ".png"));
            numbers.push_back(i);
        }
        ThumbnailLoader loader([&](uint32_t number) -> const std::string& { return paths[number]; }, nullptr, nullptr, 200 * 1024);
        QSignalSpy loaded(&loader, &ThumbnailLoader::loaded);
        loader.want(numbers);
        QTRY_COMPARE(loaded.count(), 40);
        QVERIFY(loader.cachedBytes() <= 200 * 1024);
        QVERIFY(loader.find(39) != nullptr && loader.find(0) == nullptr);
    }

    void anotherPathIsAnotherPicture()
    {
        std::string path = picture("red.png", Qt::red);
        ThumbnailLoader loader([&](uint32_t) -> const std::string& { return path; }, nullptr);
        loader.want({0});
        QTRY_VERIFY(loader.find(0) != nullptr);
        loader.forgetMoved();
        QVERIFY(loader.find(0) != nullptr);
        path = picture("green.png", Qt::green);
        loader.forgetMoved();
        QVERIFY(loader.find(0) == nullptr);
        loader.want({0});
        QTRY_VERIFY(loader.find(0) != nullptr);
        QCOMPARE(loader.find(0)->toImage().pixelColor(20, 20), QColor(Qt::green));
    }

    void aLargerScreenGetsItsOwnPixels()
    {
        const std::string path = picture("a.png", Qt::red, {1000, 800});
        ThumbnailLoader loader([&](uint32_t) -> const std::string& { return path; }, nullptr);
        loader.setBox({100, 80}, 1);
        loader.want({0});
        QTRY_VERIFY(loader.find(0) != nullptr);
        QCOMPARE(loader.find(0)->size(), QSize(100, 80));
        loader.setBox({100, 80}, 2);
        QVERIFY(loader.find(0) != nullptr); // The old one meanwhile.
        loader.want({0});
        QTRY_COMPARE(loader.find(0)->size(), QSize(200, 160));
        QCOMPARE(loader.find(0)->deviceIndependentSize(), QSizeF(100, 80));
    }
};

LK_TEST_CLASS(ThumbnailTest);
#include "thumbnail_test.moc"
