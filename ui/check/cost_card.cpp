#include "ui/check/cost_card.h"

#include "ui/plot/bar_plot.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <numeric>

namespace lorikeet {

CostCard::CostCard(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("What pictures cost in tokens"), parent), session_(session), plot_(new BarPlot(tr("What pictures cost in tokens"), theme, this)),
      most_(makeLabel({}, "caption", this, true)), look_(new LinkButton(tr("Look at it"), this))
{
    body()->addWidget(plot_, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(most_, 1);
    row->addWidget(look_);
    body()->addLayout(row);
    plot_->setObjectName("costPlot");
    most_->setObjectName("mostExpensive");
    look_->setObjectName("lookAtDearest");
    connect(look_, &QPushButton::clicked, this, [this] { Q_EMIT sampleRequested(dearest_); });
    connect(plot_, &BarPlot::clicked, this, [this](int bar) {
        const int64_t from = int64_t{bar} * shown_.width;
        Q_EMIT filterRequested(QStringLiteral("%1:%2..%3").arg(isOfPictures_ ? "picture_tokens" : "tokens").arg(from).arg(from + shown_.width - 1));
    });
    hide();
}

void CostCard::setReport(const DoctorReport& report)
{
    const auto sum = [](const TokenHistogram& histogram) { return std::accumulate(histogram.bins.begin(), histogram.bins.end(), uint64_t{0}); };
    isOfPictures_ = sum(report.pictureTokens) > 0;
    shown_ = isOfPictures_ ? report.pictureTokens : report.tokens;
    setVisible(sum(shown_) > 0);
    if (isHidden())
        return;
    setTitle(isOfPictures_ ? tr("What pictures cost in tokens") : tr("How long examples are in tokens"));
    BarData data;
    data.width = shown_.width;
    data.axis = isOfPictures_ ? tr("tokens of an example's pictures") : tr("tokens of an example");
    for (size_t i = 0; i < shown_.bins.size(); ++i) {
        data.values.push_back(shown_.bins[i]);
        const auto from = static_cast<int64_t>(i) * shown_.width;
        const QString range = shown_.width == 1 ? formatCount(from) : tr("%1 to %2").arg(formatCount(from), formatCount(from + shown_.width - 1));
        data.words << tr("%1 tokens: %2 examples").arg(range, formatCount(shown_.bins[i]));
    }
    plot_->setData(std::move(data));
    const auto& costs = report.facts.pictureTokens;
    const bool hasDearest = !report.mostExpensive.empty() && report.mostExpensive.front() < session_.samples().size();
    look_->setVisible(hasDearest);
    most_->setVisible(hasDearest);
    if (!hasDearest)
        return;
    dearest_ = report.mostExpensive.front();
    const Sample& sample = session_.samples()[dearest_];
    const QString name = sample.images.empty() ? QString::fromStdString(sample.id) : QFileInfo(QString::fromStdString(sample.images.front())).fileName();
    const int64_t cost = isOfPictures_ && dearest_ < costs.size() ? costs[dearest_] : dearest_ < report.facts.tokens.size() ? report.facts.tokens[dearest_] : 0;
    most_->setText(tr("The most expensive: %1, %2 tokens").arg(name, formatCount(cost)));
}

} // namespace lorikeet
