#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "ui/main_window.h"
#include "ui/runs/run_monitor.h"

#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QUrl>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

/// What is dropped anywhere on the window.
class WindowDropTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<RunMonitor> monitor_;
    std::unique_ptr<MainWindow> window_;

    QString path(const QString& name) const { return folder_->filePath(name); }

    void drop(const QStringList& paths)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls << QUrl::fromLocalFile(path);
        data.setUrls(urls);
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier); // Without it Qt knows no target.
        QApplication::sendEvent(window_.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window_.get(), &event);
    }

private Q_SLOTS:
    void init()
    {
        setUp();
        monitor_ = std::make_unique<RunMonitor>();
        window_ = std::make_unique<MainWindow>(*session_, *monitor_, *theme_);
        window_->show();
        for (const char* name : {"summer", "winter"}) {
            QVERIFY(QDir().mkpath(path(name)));
            QImage image(32, 32, QImage::Format_RGB32);
            image.fill(Qt::red);
            QVERIFY(image.save(path(name) + "/1.png"));
        }
        makeSampleProject(path("project"), 3);
    }

    void cleanup()
    {
        window_.reset();
        monitor_.reset();
        tearDown();
    }

    void dataWithoutAProjectBeginsOne()
    {
        drop({path("summer/1.png")});
        auto* pictures = window_->findChild<QLineEdit*>("newPictures");
        QVERIFY(pictures->isVisible());
        QCOMPARE(pictures->text(), path("summer"));
        drop({path("winter"), path("summer")});
        QCOMPARE(pictures->text(), path("winter"));
        bool isTold = false;
        for (const auto* label : window_->findChildren<QLabel*>("importNote"))
            isTold |= label->isVisible() && label->text().contains("Left aside: summer");
        QVERIFY(isTold);
    }

    void aProjectIsOpenedAndDataGoesIntoIt()
    {
        drop({path("project/project.lorikeet")});
        QTRY_VERIFY(session_->isOpen());
        drop({path("winter"), path("summer")});
        QCOMPARE(window_->currentPage(), QString("data"));
        auto* offered = window_->findChild<QLineEdit*>("importPath");
        QVERIFY(offered->isVisible());
        QCOMPARE(offered->text(), path("winter"));
    }

    void aProjectAmongDataIsToldOf()
    {
        QVERIFY(session_->open(path("project")));
        makeSampleProject(path("second"), 2);
        drop({path("second"), path("summer")});
        QCOMPARE(window_->findChild<QLineEdit*>("importPath")->text(), path("summer"));
        bool isTold = false;
        for (const auto* label : window_->findChildren<QLabel*>("importNote"))
            isTold |= label->isVisible() && label->text().contains("A project is no data");
        QVERIFY(isTold);
        QVERIFY(QString::fromStdString(session_->project().folder()).endsWith("/project"));
    }
};

LK_TEST_CLASS(WindowDropTest);
#include "window_drop_test.moc"
