/// @file How long Look takes to show an example: `look_bench PROJECT [COUNT]` (QT_QPA_PLATFORM=offscreen is enough).
/// Prints the first one (tokenizer and template are loaded), random jumps, and steps with the arrow keys.

#include "ui/choice/model_choice.h"
#include "ui/look/look_page.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

namespace {

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

/// Milliseconds from `act` until the page shows a sample whole.
template <typename Act>
double timeUntilShown(lorikeet::LookPage& page, Act act)
{
    QEventLoop loop;
    bool isShown = false;
    const auto connection = QObject::connect(&page, &lorikeet::LookPage::shown, &loop, [&] {
        isShown = true;
        loop.quit();
    });
    QElapsedTimer clock;
    clock.start();
    act();
    if (!isShown)
        loop.exec();
    const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    QObject::disconnect(connection);
    return ms;
}

/// Lets what is made ahead be finished.
void rest(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: look_bench PROJECT [COUNT]\n");
        return 2;
    }
    const int count = argc > 2 ? std::max(1, std::atoi(argv[2])) : 40;
    lorikeet::Theme theme(application);
    lorikeet::ProjectSession session;
    lorikeet::ModelChoice choice(session);
    const bool isOpen = session.open(QString::fromLocal8Bit(argv[1]));
    for (int i = 0; isOpen && choice.settings().model.isEmpty() && i < 100; ++i)
        rest(20); // It is looked for behind the window.
    if (!isOpen || session.samples().size() < 2 || choice.settings().model.isEmpty()) {
        std::fprintf(stderr, "%s: no project with examples and a model\n", argv[1]);
        return 2;
    }
    lorikeet::LookPage page(session, choice, theme);
    page.resize(1100, 680);
    page.show();
    std::printf("examples            %zu\n", session.samples().size());
    std::printf("first example       %.0f ms\n", timeUntilShown(page, [&] { page.activate(); }));
    std::mt19937 random(1);
    std::vector<double> jumps, steps;
    for (int i = 0; i < count; ++i) {
        const size_t to = random() % session.samples().size();
        if (to != session.current())
            jumps.push_back(timeUntilShown(page, [&] { session.setCurrent(to); }));
        rest(150);
        if (session.current() + 1 < session.samples().size())
            steps.push_back(timeUntilShown(page, [&] { session.setCurrent(session.current() + 1); }));
        rest(150);
    }
    std::printf("random jump         median %.0f ms, most %.0f ms\n", median(jumps), *std::max_element(jumps.begin(), jumps.end()));
    std::printf("step to neighbour   median %.1f ms, most %.1f ms\n", median(steps), *std::max_element(steps.begin(), steps.end()));
    return 0;
}
