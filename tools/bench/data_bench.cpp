/// Opens the real window on a project and measures the Data page beside the goals: `data_bench PROJECT [start|all]`.
/// `start` ends with the first screen and all captions read. Run it by data_bench.sh, with nothing else busy.
#include "core/base/os.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QKeyEvent>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

using namespace lorikeet;

namespace {

/// Knows how long the longest single event took: so long nothing else could happen in the window.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (depth_ > 0)
            return QApplication::notify(receiver, event);
        ++depth_;
        QElapsedTimer timer;
        timer.start();
        const bool isTaken = QApplication::notify(receiver, event);
        const double took = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        --depth_;
        longestMs_ = std::max(longestMs_, took);
        return isTaken;
    }
    double takeLongestMs() { return std::exchange(longestMs_, 0.0); }

private:
    int depth_ = 0;
    double longestMs_ = 0;
};

TimedApplication* application = nullptr;

void say(const char* what, double value, const char* unit, double goal)
{
    std::printf("%-46s %9.1f %-3s goal %7.1f  %s\n", what, value, unit, goal, value <= goal ? "ok" : "MISSED");
    std::fflush(stdout);
}

/// Runs the event loop until the claim holds; milliseconds that it took, or -1 after `limitMs`.
double waitFor(const std::function<bool()>& claim, int limitMs = 120'000)
{
    QElapsedTimer timer;
    timer.start();
    while (!claim()) {
        if (timer.elapsed() > limitMs)
            return -1;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
    }
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void idle(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

struct Frames {
    std::vector<double> ms;
    void print(const char* what)
    {
        std::sort(ms.begin(), ms.end());
        const auto at = [&](double share) { return ms[std::min(ms.size() - 1, static_cast<size_t>(share * static_cast<double>(ms.size())))]; };
        std::printf("%s: %zu frames, median %.1f ms\n", what, ms.size(), at(0.5));
        say("  95 % of frames within", at(0.95), "ms", 16.7);
        say("  longest frame", ms.back(), "ms", 100);
        say("  longest single event meanwhile", application->takeLongestMs(), "ms", 50);
    }
};

/// `input` and everything that it makes the window do is one frame; the rest of its 16.7 ms belongs to the event loop (thumbnails arrive).
Frames play(int count, const std::function<void(int)>& input)
{
    Frames frames;
    application->takeLongestMs();
    for (int i = 0; i < count; ++i) {
        QElapsedTimer timer;
        timer.start();
        input(i);
        QCoreApplication::processEvents();
        const double took = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        frames.ms.push_back(took);
        if (const int rest = static_cast<int>(std::floor(16.7 - took)); rest > 0)
            idle(rest);
    }
    return frames;
}

void turnWheel(GalleryView& gallery, int notches)
{
    QWidget* target = gallery.viewport();
    const QPointF place = QRectF(target->rect()).center();
    QWheelEvent event(place, target->mapToGlobal(place), {}, QPoint(0, -120 * notches), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(target, &event);
}

double pressUntilPainted(GalleryView& gallery, Qt::Key key, int row)
{
    QElapsedTimer timer;
    timer.start();
    for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, key, Qt::NoModifier);
        QCoreApplication::sendEvent(&gallery, &event);
    }
    waitFor([&] { return gallery.currentRow() == row && gallery.isPainted(); }, 20'000);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void measureScrolling(GalleryView& gallery)
{
    QScrollBar& bar = *gallery.verticalScrollBar();
    bar.setValue(0);
    play(300, [&](int) { turnWheel(gallery, 1); }).print("wheel, one notch a frame");
    play(300, [&](int) { turnWheel(gallery, 3); }).print("wheel, three notches a frame");
    const int range = bar.maximum();
    play(400, [&](int i) { bar.setSliderPosition(static_cast<int>(static_cast<int64_t>(range) * (i < 200 ? i : 400 - i) / 200)); }).print("scroll bar dragged over everything and back");
}

/// From the call until the list shows what the filter takes.
double filterMs(SampleList& list, const QString& filter)
{
    bool isThere = false;
    const auto connection = QObject::connect(&list, &SampleList::reset, [&] { isThere = true; });
    QElapsedTimer timer;
    timer.start();
    list.setFilter(filter);
    waitFor([&] { return isThere; });
    QObject::disconnect(connection);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void measureSearching(SampleList& list)
{
    for (const char* filter : {"dog", "\"red dog\" -water", "/(cat|dog) and a (small|old)/", "words:>20", "-has:caption", "(cat or boat) words:<30 -is:edited"}) {
        const double took = filterMs(list, QString::fromLatin1(filter));
        say(qPrintable(QStringLiteral("filter %1 (%2 rows)").arg(QString::fromLatin1(filter)).arg(list.rowCount())), took, "ms", 100);
    }
    filterMs(list, {});
    for (const char* field : {"answer", "file", "words", ""}) {
        QElapsedTimer timer;
        timer.start();
        bool isThere = false;
        const auto connection = QObject::connect(&list, &SampleList::reset, [&] { isThere = true; });
        list.setOrder({field, false});
        waitFor([&] { return isThere; });
        QObject::disconnect(connection);
        say(qPrintable(QStringLiteral("order by %1").arg(*field != 0 ? QString::fromLatin1(field) : QStringLiteral("the data's own"))), static_cast<double>(timer.nsecsElapsed()) / 1e6, "ms", 500);
    }
}

/// From the call until every changed sample was told of.
double changeMs(ProjectSession& session, const std::function<void()>& change)
{
    size_t changed = 0;
    const auto connection = QObject::connect(&session, &ProjectSession::samplesChanged, [&](const std::vector<size_t>& samples) { changed += samples.size(); });
    QElapsedTimer timer;
    timer.start();
    change();
    waitFor([&] { return changed > 0 && !session.isWorking(); });
    QObject::disconnect(connection);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void measureChanges(ProjectSession& session)
{
    std::vector<size_t> all(session.samples().size());
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    application->takeLongestMs();
    say("replace in every caption", changeMs(session, [&] { session.runBulk(all, replaceText({"picture", "photo", SearchOptions{}, TextScope::Answers})); }), "ms", 2000);
    say("  longest single event meanwhile", application->takeLongestMs(), "ms", 50);
    say("window's memory after it", os::rssMib(), "MB", 700);
    for (int i = 0; i < 3; ++i) {
        say("undo of it", changeMs(session, [&] { session.undo(); }), "ms", 1000);
        say("redo of it", changeMs(session, [&] { session.redo(); }), "ms", 1000);
    }
    say("undo of it", changeMs(session, [&] { session.undo(); }), "ms", 1000);
    say("  longest single event meanwhile", application->takeLongestMs(), "ms", 50);
    say("leave out every second one", changeMs(session, [&] {
        std::vector<size_t> half;
        for (size_t i = 0; i < all.size(); i += 2)
            half.push_back(i);
        session.setExcluded(half, true);
    }), "ms", 2000);
    say("window's memory after three undos and redos", os::rssMib(), "MB", 700);
}

} // namespace

int main(int argc, char** argv)
{
    const double atMain = os::processAgeSeconds();
    TimedApplication theApplication(argc, argv);
    application = &theApplication;
    const QTemporaryDir settings; // Neither sees nor changes the user's.
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    if (argc < 2) {
        std::fputs("usage: data_bench PROJECT [start|all]\n", stderr);
        return 2;
    }
    const bool isWhole = argc < 3 || QString(argv[2]) == QLatin1String("all");
    const double startGoal = argc > 3 ? QString(argv[3]).toDouble() : 2.5;

    Theme theme(theApplication);
    ProjectSession session;
    RunMonitor monitor;
    MainWindow window(session, monitor, theme);
    window.resize(1280, 800);
    window.show();
    window.startOn("data");
    auto& page = *static_cast<DataPage*>(window.page("data"));
    auto& gallery = *page.findChild<GalleryView*>("gallery");
    QObject::connect(&session, &ProjectSession::problem, [](const QString& message, const QString& hint) { std::fprintf(stderr, "%s %s\n", qPrintable(message), qPrintable(hint)); });
    session.openInBackground(argv[1]);
    const double firstRows = waitFor([&] { return session.isOpen() && page.samples().rowCount() > 0; });
    if (waitFor([&] { return gallery.isPainted(); }) < 0 || firstRows < 0)
        return 1;
    say("first screen, since the process began", os::processAgeSeconds() * 1000, "ms", startGoal * 1000);
    std::printf("  (main() began after %.0f ms, rows were there after %.0f ms of opening; %d rows)\n", atMain * 1000, firstRows, page.samples().rowCount());
    say("  longest single event while opening", application->takeLongestMs(), "ms", 50);
    say("window's memory at the start", os::rssMib(), "MB", 700);
    waitFor([&] { return session.isComplete(); });
    say("all captions read, since the process began", os::processAgeSeconds() * 1000, "ms", 60'000);
    say("  longest single event meanwhile", application->takeLongestMs(), "ms", 50);
    say("window's memory with all captions", os::rssMib(), "MB", 700);
    if (!isWhole)
        return 0;
    idle(500);
    measureScrolling(gallery);
    say("window's memory after scrolling", os::rssMib(), "MB", 700);
    gallery.verticalScrollBar()->setValue(0);
    gallery.setCurrentRow(0);
    waitFor([&] { return gallery.isPainted(); });
    say("End until the last pictures are painted", pressUntilPainted(gallery, Qt::Key_End, page.samples().rowCount() - 1), "ms", 150);
    say("Home until the first pictures are painted", pressUntilPainted(gallery, Qt::Key_Home, 0), "ms", 150);
    measureSearching(page.samples());
    measureChanges(session);
    say("largest memory of the window of the window", os::peakRssMib(), "MB", 700);
    return 0;
}
