#include "ui/designs/designs_view.h"

#include "core/vision/decode.h"
#include "ui/designs/cost_plot.h"
#include "ui/designs/design_card.h"
#include "ui/plan/run_plan.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/picture.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

constexpr int kLargestSide = 16'384;
constexpr int kThumbnailSide = 256;

} // namespace

DesignsView::DesignsView(RunPlan& plan, ProjectSession& session, Theme& theme, QWidget* parent)
    : QWidget(parent), plan_(plan), session_(session), theme_(theme), width_(new QSpinBox(this)), height_(new QSpinBox(this)),
      atHand_(new QPushButton(tr("The picture at hand"), this)), cards_{new DesignCard(theme, this), new DesignCard(theme, this)},
      plot_(new CostPlot(theme, this)), comparison_(makeLabel({}, "heading", this, true))
{
    setObjectName("designs");
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* contents = new QWidget(scroll);
    contents->setProperty("role", "scrolled");
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, space::kS, 0);
    column->setSpacing(space::kM);
    auto* pair = new QHBoxLayout;
    pair->setSpacing(space::kL);
    for (size_t side = 0; side < cards_.size(); ++side) {
        cards_[side]->setObjectName(side == 0 ? "design.left" : "design.right");
        pair->addWidget(cards_[side], 1);
        connect(cards_[side], &DesignCard::modelChosen, this, &DesignsView::refresh);
    }
    column->addLayout(pair);
    auto* cost = new Card(tr("What a picture costs, by its size"), contents);
    cost->setSubtitle(tr("Tokens over the longer side, at this shape. Drag to change the size."));
    comparison_->setObjectName("designComparison");
    cost->body()->addWidget(comparison_);
    plot_->setObjectName("designPlot");
    plot_->setAccessibleName(tr("Tokens by size of the picture"));
    cost->body()->addWidget(plot_);
    column->addWidget(cost);
    column->addStretch(1);
    scroll->setWidget(contents);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kM);
    layout->addWidget(makeControls());
    layout->addWidget(scroll, 1);
    connect(&plan_, &RunPlan::changed, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(plot_, &CostPlot::longerSideChosen, this, [this](int pixels) {
        const Size now = pictureSize();
        const double scale = static_cast<double>(pixels) / std::max(now.width, now.height);
        setPictureSize({std::max(1, static_cast<int>(std::lround(now.width * scale))), std::max(1, static_cast<int>(std::lround(now.height * scale)))});
    });
}

QWidget* DesignsView::makeControls()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    auto* back = new QPushButton(tr("Back to the plan"), box);
    back->setObjectName("designsBack");
    theme_.setIcon(*back, "previous");
    connect(back, &QPushButton::clicked, this, &DesignsView::backRequested);
    row->addWidget(back);
    row->addSpacing(space::kS);
    row->addWidget(makeLabel(tr("A picture of"), "quiet", box));
    const auto prepare = [&](QSpinBox* spin, const char* name, const QString& label) {
        spin->setObjectName(name);
        spin->setAccessibleName(label);
        spin->setRange(1, kLargestSide);
        spin->setValue(480);
        spin->setMinimumWidth(84);
        spin->setKeyboardTracking(false);
        connect(spin, &QSpinBox::valueChanged, this, &DesignsView::refresh);
    };
    prepare(width_, "designWidth", tr("Width in pixels"));
    prepare(height_, "designHeight", tr("Height in pixels"));
    row->addWidget(width_);
    row->addWidget(makeLabel(QStringLiteral("×"), "quiet", box));
    row->addWidget(height_);
    row->addWidget(makeLabel(tr("pixels"), "quiet", box));
    const auto add = [&](QPushButton* button, const char* name, Size size) {
        button->setObjectName(name);
        row->addWidget(button);
        if (size.width > 0)
            connect(button, &QPushButton::clicked, this, [this, size] { setPictureSize(size); });
    };
    add(atHand_, "designAtHand", {});
    connect(atHand_, &QPushButton::clicked, this, [this] { setPictureSize(sizeAtHand_); });
    add(new QPushButton(tr("Small"), box), "designSmall", {96, 96});
    add(new QPushButton(tr("Screen"), box), "designScreen", {1280, 720});
    add(new QPushButton(tr("Phone"), box), "designPhone", {4032, 3024});
    row->addStretch(1);
    return box;
}

Size DesignsView::pictureSize() const
{
    return {width_->value(), height_->value()};
}

void DesignsView::setPictureSize(Size size)
{
    {
        const QSignalBlocker blockWidth(width_);
        const QSignalBlocker blockHeight(height_);
        width_->setValue(size.width);
        height_->setValue(size.height);
    }
    refresh();
}

void DesignsView::start()
{
    designs_.clear();
    problems_.clear();
    chooseModels();
    takePictureAtHand();
    refresh();
}

void DesignsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void DesignsView::chooseModels()
{
    std::vector<std::pair<QString, QString>> usable;
    const PlanModel* left = nullptr;
    for (const PlanModel& model : plan_.models()) {
        if (!model.problem.isEmpty())
            continue;
        usable.emplace_back(model.name, model.path);
        const bool isPlanned = plan_.model() != nullptr && plan_.model()->path == model.path;
        if (left == nullptr || (model.seesPictures && !left->seesPictures) || (isPlanned && model.seesPictures))
            left = &model;
    }
    const PlanModel* right = nullptr;
    for (const PlanModel& model : plan_.models()) {
        if (!model.problem.isEmpty() || left == nullptr || model.path == left->path)
            continue;
        const auto worth = [&](const PlanModel& m) { return (m.seesPictures ? 2 : 0) + (m.family != left->family ? 1 : 0); };
        if (right == nullptr || worth(model) > worth(*right))
            right = &model;
    }
    cards_[0]->setModels(usable, left == nullptr ? QString() : left->path);
    cards_[1]->setModels(usable, right == nullptr ? QString() : right->path);
    cards_[1]->setVisible(right != nullptr);
}

void DesignsView::takePictureAtHand()
{
    sizeAtHand_ = {};
    pictureAtHand_ = {};
    if (session_.isOpen() && session_.current() < session_.samples().size()) {
        const Sample& sample = session_.samples()[session_.current()];
        DecodeProblem problem;
        if (!sample.images.empty())
            if (const auto header = readImageHeader(sample.images.front(), problem)) {
                sizeAtHand_ = {header->width(), header->height()};
                if (const auto thumbnail = decodeThumbnail(sample.images.front(), kThumbnailSide, problem))
                    pictureAtHand_ = toQImage(*thumbnail);
            }
    }
    atHand_->setVisible(sizeAtHand_.width > 0);
    const Size size = sizeAtHand_.width > 0 ? sizeAtHand_ : Size{640, 480};
    const QSignalBlocker blockWidth(width_);
    const QSignalBlocker blockHeight(height_);
    width_->setValue(size.width);
    height_->setValue(size.height);
}

const Design* DesignsView::design(const QString& path)
{
    if (const auto found = designs_.find(path); found != designs_.end())
        return found->second.get();
    problems_.erase(path);
    std::shared_ptr<Design> opened;
    guarded([&] { opened = std::make_shared<Design>(Design::open(path.toStdString())); },
        [&](const QString& message, const QString& hint) { problems_[path] = message + QStringLiteral("\n") + hint; });
    designs_[path] = opened;
    return opened.get();
}

std::optional<PictureCost> DesignsView::costOf(const QString& path, Size size)
{
    const Design* found = design(path);
    std::optional<PictureCost> cost;
    if (found != nullptr)
        guarded([&] { cost = found->cost(size, plan_.options()); }, [&](const QString& message, const QString&) { problems_[path] = message; });
    return cost;
}

void DesignsView::refreshSide(size_t side)
{
    DesignCard* card = cards_[side];
    const QString path = card->model();
    if (path.isEmpty()) {
        card->setProblem(tr("This project has no model yet. Welcome offers to add a model folder."));
        return;
    }
    const Design* found = design(path);
    if (found == nullptr) {
        card->setProblem(problems_[path]);
        return;
    }
    problems_.erase(path);
    const auto cost = costOf(path, pictureSize());
    card->setPicture(pictureSize() == sizeAtHand_ ? pictureAtHand_ : QImage());
    card->show(found->summary(plan_.options()), cost, pictureSize());
    if (const auto problem = problems_.find(path); problem != problems_.end())
        card->setNote(problem->second);
}

void DesignsView::refreshComparison()
{
    const Size now = pictureSize();
    const int longer = std::max(now.width, now.height);
    std::vector<CostPlot::Line> lines;
    std::vector<std::pair<QString, int>> costs;
    for (size_t side = 0; side < cards_.size(); ++side) {
        const QString path = cards_[side]->model();
        const Design* found = design(path);
        if (cards_[side]->isHidden() || found == nullptr || !found->seesPictures())
            continue;
        const QString name = translated(found->family().designText().title);
        const auto tokens = [this, path, now, longer](int pixels) {
            const double scale = static_cast<double>(pixels) / longer;
            const Size size{std::max(1, static_cast<int>(std::lround(now.width * scale))), std::max(1, static_cast<int>(std::lround(now.height * scale)))};
            const auto cost = costOf(path, size);
            return cost ? cost->plan.tokens : -1;
        };
        if (const int here = tokens(longer); here >= 0)
            costs.emplace_back(name, here);
        lines.push_back({name, static_cast<int>(side), tokens});
    }
    plot_->setLines(std::move(lines), longer);
    comparison_->setVisible(costs.size() == 2);
    if (costs.size() != 2)
        return;
    std::sort(costs.begin(), costs.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    const auto& [more, most] = costs[0];
    const auto& [less, least] = costs[1];
    comparison_->setText(most == least ? tr("At this size both cost %1 tokens.").arg(formatCount(most))
                                       : tr("At this size %1 takes %2 times the tokens of %3.")
                                             .arg(more, formatNumber(static_cast<double>(most) / std::max(1, least), 2), less));
}

void DesignsView::refresh()
{
    if (!session_.isOpen())
        return;
    for (size_t side = 0; side < cards_.size(); ++side)
        if (!cards_[side]->isHidden())
            refreshSide(side);
    refreshComparison();
}

} // namespace lorikeet
