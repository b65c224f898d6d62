#include "ui/statistics/statistics_page.h"

#include "ui/plot/bar_plot.h"
#include "ui/plot/scatter_plot.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/format.h"
#include "ui/widgets/page_header.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>

namespace lorikeet {
namespace {

constexpr size_t kNamesShown = 20;
constexpr size_t kPointsShown = 4'000;
constexpr int kColumns = 2;

QString countText(size_t count)
{
    return formatCount(static_cast<int64_t>(count));
}

} // namespace

struct StatisticsPage::Numbers {
    Statistics statistics;
    std::vector<ScatterPlot::Point> sizes;
};

StatisticsPage::StatisticsPage(ProjectSession& session, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), theme_(theme), grid_(nullptr), counts_(makeLabel({}, "", this, true)), sizeCard_(new Card(tr("Sizes of pictures"), this)),
      sizes_(new ScatterPlot(tr("Sizes of pictures"), theme, sizeCard_)),
      empty_(new EmptyState(theme, "expensive", tr("Nothing to count yet"), tr("This page counts examples, words, tokens and picture sizes. Open a project with examples first."), this)),
      stack_(new QStackedLayout(this))
{
    build();
    connect(&session_, &ProjectSession::opened, this, &StatisticsPage::onChanged);
    connect(&session_, &ProjectSession::completed, this, &StatisticsPage::onChanged);
    connect(&session_, &ProjectSession::samplesChanged, this, &StatisticsPage::onChanged);
    connect(&session_, &ProjectSession::factsChanged, this, &StatisticsPage::onChanged);
    onChanged();
}

void StatisticsPage::build()
{
    auto* contents = new QWidget(this);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    auto* header = new PageHeader(tr("Statistics"), tr("Click a bar to see its examples."), this);
    auto* back = new QPushButton(tr("Back to Check"), this);
    back->setObjectName("backToCheck");
    theme_.setIcon(*back, "previous");
    connect(back, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("check"); });
    header->addControl(back);
    column->addWidget(header);
    auto* countCard = new Card(this);
    countCard->body()->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    counts_->setObjectName("statisticCounts");
    countCard->body()->addWidget(counts_);
    column->addWidget(countCard);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto* scrolled = new QWidget(area);
    scrolled->setProperty("role", "scrolled");
    grid_ = new QGridLayout(scrolled);
    grid_->setContentsMargins(0, 0, space::kXs, 0);
    grid_->setSpacing(space::kM);
    area->setWidget(scrolled);
    column->addWidget(area, 1);
    sizes_->setObjectName("sizePlot");
    sizeCard_->body()->addWidget(sizes_, 1);
    sizeCard_->hide();
    stack_->addWidget(contents);
    stack_->addWidget(empty_);
    auto* toWelcome = empty_->addButton(tr("Go to Welcome"), "toWelcome");
    connect(toWelcome, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("welcome"); });
    connect(sizes_, &ScatterPlot::clicked, this, [this](int at) {
        const ScatterPlot::Point& point = sizes_->points()[static_cast<size_t>(at)];
        Q_EMIT filterRequested(QStringLiteral("width:%1 height:%2").arg(point.x).arg(point.y));
    });
}

void StatisticsPage::activate()
{
    if (isStale_)
        compute();
}

void StatisticsPage::onChanged()
{
    isStale_ = true;
    stack_->setCurrentIndex(session_.isOpen() && !session_.samples().empty() ? 0 : 1);
    if (isVisible())
        compute();
}

void StatisticsPage::compute()
{
    if (isBusy_ || !session_.isOpen() || session_.samples().empty())
        return;
    isBusy_ = true;
    isStale_ = false;
    if (counts_->text().isEmpty())
        counts_->setText(tr("Counting…"));
    session_.query<std::shared_ptr<Numbers>>(
        [](const DataView& view) {
            auto numbers = std::make_shared<Numbers>();
            numbers->statistics = computeStatistics(view);
            std::map<std::pair<int32_t, int32_t>, size_t> places;
            for (size_t i = 0; i < view.facts.width.size(); ++i)
                if (view.facts.width[i] > 0)
                    ++places[{view.facts.width[i], view.facts.height[i]}];
            // Of very many sizes some stand for all.
            const size_t step = places.size() / kPointsShown + 1;
            size_t at = 0;
            for (const auto& [place, count] : places)
                if (at++ % step == 0)
                    numbers->sizes.push_back({static_cast<double>(place.first), static_cast<double>(place.second), count});
            return numbers;
        },
        [this](const TaskResult<std::shared_ptr<Numbers>>& result) {
            isBusy_ = false;
            if (!result.value)
                Q_EMIT problem(result.message, result.hint);
            else
                showNumbers(**result.value);
            if (isStale_ && isVisible())
                compute();
        });
}

void StatisticsPage::showNumbers(const Numbers& numbers)
{
    const Statistics& s = numbers.statistics;
    showCounts(s);
    showHistogram(tr("Words of an answer"), s.words, tr("words"), "words", true);
    showHistogram(tr("Characters of an answer"), s.characters, tr("characters"), "chars", true);
    showHistogram(tr("Tokens of an example"), s.tokens, tr("tokens"), "tokens", true);
    showHistogram(tr("Tokens of its pictures"), s.pictureTokens, tr("tokens"), "picture_tokens", true);
    showSizes(numbers);
    showHistogram(tr("Width to height"), s.aspects, tr("width ÷ height"), "aspect", false);
    showHistogram(tr("Messages of a conversation"), s.turns, tr("messages"), "turns", true);
    showNames(tr("Most frequent words"), s.topWords, "answer");
    showNames(tr("Tags"), s.tags, "tag");
    arrange();
    Q_EMIT shown();
}

void StatisticsPage::showCounts(const Statistics& statistics)
{
    const DatasetCounts& all = statistics.all;
    QStringList lines{tr("%1 examples with %2 pictures; %3 have an answer. %4 edited, %5 left out, %6 accepted, %7 rejected.")
                          .arg(countText(all.samples), countText(all.pictures), countText(all.captioned), countText(all.edited), countText(all.excluded), countText(all.accepted),
                              countText(all.rejected))};
    if (all.model > 0 || all.editedOrigin > 0)
        lines << tr("Answers: %1 by people, %2 by a model, %3 edited.").arg(countText(all.human), countText(all.model), countText(all.editedOrigin));
    if (statistics.datasets.size() > 1) {
        QStringList parts;
        for (const DatasetCounts& dataset : statistics.datasets)
            parts << QStringLiteral("%1: %2").arg(QString::fromStdString(dataset.name), countText(dataset.samples));
        lines << parts.join(QStringLiteral(" · "));
    }
    counts_->setText(lines.join('\n'));
}

void StatisticsPage::showSizes(const Numbers& numbers)
{
    sizeCard_->setVisible(!numbers.sizes.empty());
    sizes_->setPoints(numbers.sizes, tr("width in pixels"), tr("height in pixels"), [](const ScatterPlot::Point& point) {
        return tr("%1 × %2 pixels: %3 examples").arg(point.x).arg(point.y).arg(formatCount(static_cast<int64_t>(point.count)));
    });
}

StatisticsPage::Chart& StatisticsPage::chart(const QString& name, const QString& title)
{
    const auto found = std::find_if(charts_.begin(), charts_.end(), [&name](const auto& item) { return item.first == name; });
    if (found != charts_.end())
        return found->second;
    auto* card = new Card(title, this);
    auto* plot = new BarPlot(title, theme_, card);
    plot->setObjectName("plot." + name);
    card->body()->addWidget(plot, 1);
    connect(plot, &BarPlot::clicked, this, [this, name](int bar) {
        const Chart& clicked = chart(name, {});
        if (static_cast<size_t>(bar) < clicked.filters.size())
            Q_EMIT filterRequested(clicked.filters[static_cast<size_t>(bar)]);
    });
    charts_.emplace_back(name, Chart{card, plot, {}});
    return charts_.back().second;
}

void StatisticsPage::showHistogram(const QString& title, const Histogram& histogram, const QString& axis, const QString& field, bool isWhole)
{
    Chart& chart = this->chart(field, title);
    chart.filters.clear();
    chart.card->setVisible(histogram.known > 0);
    if (histogram.known == 0)
        return;
    const auto number = [](double value) { return formatNumber(value); };
    chart.card->setSubtitle(tr("half of them at most %1 · 95 of 100 at most %2 · largest %3").arg(number(histogram.median), number(histogram.p95), number(histogram.most)));
    BarData data{.values = {}, .names = {}, .from = histogram.from, .width = histogram.step, .axis = axis, .words = {}};
    for (size_t i = 0; i < histogram.counts.size(); ++i) {
        data.values.push_back(static_cast<double>(histogram.counts[i]));
        const bool isLast = i + 1 == histogram.counts.size();
        double from = histogram.from + histogram.step * static_cast<double>(i), to = from + histogram.step;
        if (isWhole) {
            from = std::ceil(from);
            to = isLast ? std::max(from, histogram.most) : std::max(from, std::ceil(to) - 1);
        } else if (isLast) {
            to = std::max(to, histogram.most);
        }
        const QString range = from == to ? number(from) : tr("%1 to %2").arg(number(from), number(to));
        data.words << tr("%1: %2 examples").arg(range, countText(histogram.counts[i]));
        chart.filters.push_back(QStringLiteral("%1:%2..%3").arg(field).arg(from, 0, 'g', 9).arg(to, 0, 'g', 9));
    }
    chart.plot->setData(std::move(data));
}

void StatisticsPage::showNames(const QString& title, const std::vector<NameCount>& names, const QString& field)
{
    Chart& chart = this->chart("top." + field, title);
    chart.filters.clear();
    chart.card->setVisible(!names.empty());
    BarData data;
    for (size_t i = 0; i < names.size() && i < kNamesShown; ++i) {
        const QString name = QString::fromStdString(names[i].name);
        data.values.push_back(static_cast<double>(names[i].count));
        data.names << (name.size() > 14 ? name.left(13) + QStringLiteral("…") : name);
        data.words << tr("%1: %2").arg(name, countText(names[i].count));
        chart.filters.push_back(QStringLiteral("%1:\"%2\"").arg(field, name));
    }
    if (!names.empty())
        chart.plot->setData(std::move(data));
}

void StatisticsPage::arrange()
{
    while (QLayoutItem* item = grid_->takeAt(0))
        delete item;
    std::vector<Card*> cards;
    for (const auto& [name, chart] : charts_) {
        if (name == QStringLiteral("aspect"))
            cards.push_back(sizeCard_);
        cards.push_back(chart.card);
    }
    int at = 0;
    for (Card* card : cards) {
        if (card->isHidden())
            continue;
        card->setMinimumHeight(fontMetrics().height() * 15);
        grid_->addWidget(card, at / kColumns, at % kColumns);
        ++at;
    }
    grid_->setRowStretch(at / kColumns + 1, 1);
}

} // namespace lorikeet
