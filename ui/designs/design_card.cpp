#include "ui/designs/design_card.h"

#include "ui/designs/part_row.h"
#include "ui/designs/patch_sketch.h"
#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/guarded.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

namespace lorikeet {
namespace {

QString sizeText(const Size& size)
{
    return QStringLiteral("%1 × %2").arg(size.width).arg(size.height);
}

} // namespace

DesignCard::DesignCard(Theme& theme, QWidget* parent)
    : Card(parent), theme_(theme), models_(new QComboBox(this)), idea_(makeLabel({}, "caption", this, true)), tokens_(makeLabel({}, "title", this)),
      tokensCaption_(makeLabel(tr("tokens for this picture"), "caption", this)), problem_(makeLabel({}, "quiet", this, true)), flow_(new QWidget(this)),
      pictureRow_(new QWidget(flow_)), sketch_(new PatchSketch(theme, pictureRow_)), steps_(makeLabel({}, "quiet", pictureRow_, true)),
      lost_(makeLabel({}, "caption", pictureRow_, true)), total_(makeLabel({}, "caption", this, true))
{
    models_->setObjectName("designModel");
    models_->setAccessibleName(tr("Model of this side"));
    tokens_->setObjectName("designTokens");
    steps_->setObjectName("designSteps");
    total_->setObjectName("designTotal");
    problem_->setObjectName("designProblem");
    setTitle({});
    addToHeader(models_);
    body()->addWidget(idea_);
    auto* flow = new QVBoxLayout(flow_);
    flow->setContentsMargins(0, space::kXs, 0, 0);
    flow->setSpacing(2);
    auto* row = new QHBoxLayout(pictureRow_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kM);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto* cost = new QHBoxLayout;
    cost->setSpacing(space::kS);
    cost->addWidget(tokens_);
    cost->addWidget(tokensCaption_, 1, Qt::AlignBottom);
    texts->addStretch(1);
    texts->addLayout(cost);
    texts->addWidget(steps_);
    texts->addWidget(lost_);
    texts->addStretch(1);
    row->addWidget(sketch_);
    row->addLayout(texts, 1);
    flow->addWidget(pictureRow_);
    const std::array<std::pair<ModelPart, const char*>, 3> kinds{
        {{ModelPart::Vision, "vision"}, {ModelPart::Projector, "projector"}, {ModelPart::Language, "language"}}};
    for (const auto& [part, name] : kinds) {
        flow->addWidget(makeArrow(name));
        parts_[part] = new PartRow(theme, QString::fromLatin1(name), flow_);
        flow->addWidget(parts_[part]);
    }
    body()->addWidget(flow_);
    body()->addWidget(total_);
    body()->addWidget(problem_);
    body()->addStretch(1);
    problem_->hide();
    connect(models_, &QComboBox::activated, this, [this] { Q_EMIT modelChosen(model()); });
}

QWidget* DesignCard::makeArrow(const char* name)
{
    auto* box = new QWidget(flow_);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(space::kM, 0, 0, 0);
    row->setSpacing(space::kXs);
    auto* arrow = new QLabel(box);
    const auto tint = [this, arrow] { arrow->setPixmap(tintedIcon("down", theme_.colours().textQuiet).pixmap(QSize(14, 14))); };
    tint();
    connect(&theme_, &Theme::changed, arrow, tint);
    auto* text = makeLabel({}, "caption", box);
    text->setObjectName(QStringLiteral("arrow.") + QString::fromLatin1(name));
    row->addWidget(arrow);
    row->addWidget(text, 1);
    arrows_[QString::fromLatin1(name)] = text;
    return box;
}

void DesignCard::setModels(const std::vector<std::pair<QString, QString>>& models, const QString& chosen)
{
    const QSignalBlocker blocker(models_);
    models_->clear();
    for (const auto& [name, path] : models) {
        models_->addItem(name, path);
        models_->setItemData(models_->count() - 1, path, Qt::ToolTipRole);
    }
    models_->setCurrentIndex(models_->findData(chosen));
}

QString DesignCard::model() const
{
    return models_->currentData().toString();
}

void DesignCard::setPicture(const QImage& picture)
{
    sketch_->setPicture(picture);
}

void DesignCard::setNote(const QString& message)
{
    problem_->setText(message);
    problem_->show();
}

void DesignCard::setProblem(const QString& message)
{
    setTitle(models_->currentText());
    idea_->clear();
    setNote(message);
    flow_->hide();
    total_->hide();
}

void DesignCard::show(const DesignSummary& summary, const std::optional<PictureCost>& cost, Size picture)
{
    setTitle(translated(summary.title));
    idea_->setText(translated(summary.idea));
    flow_->show();
    total_->show();
    problem_->setText(translated(summary.problem));
    problem_->setVisible(!summary.problem.empty());
    for (const auto& [part, row] : parts_) {
        const auto found = std::find_if(summary.parts.begin(), summary.parts.end(), [kind = part](const PartSummary& p) { return p.part == kind; });
        row->setVisible(found != summary.parts.end());
        if (found != summary.parts.end())
            row->show(*found, summary.parameters());
    }
    const int64_t learning = summary.learning();
    total_->setText(learning == 0 ? tr("%1 numbers in all; as planned now, none of them learn.").arg(formatParameters(summary.parameters()))
                                  : tr("%1 numbers in all; as planned now, %2 learn (%3 %).")
                                        .arg(formatParameters(summary.parameters()), formatParameters(learning),
                                            formatNumber(100.0 * static_cast<double>(learning) / static_cast<double>(summary.parameters()), 2)));
    showCost(cost, picture);
}

void DesignCard::showCost(const std::optional<PictureCost>& cost, Size picture)
{
    pictureRow_->setVisible(cost.has_value());
    for (const char* arrow : {"vision", "projector"})
        arrows_[QString::fromLatin1(arrow)]->parentWidget()->setVisible(cost.has_value());
    sketch_->setCost(cost);
    if (!cost) {
        tokens_->clear();
        arrows_["language"]->setText(tr("the words"));
        return;
    }
    const ImagePlan& plan = cost->plan;
    tokens_->setText(formatCount(plan.tokens));
    QStringList steps{sizeText(picture)};
    for (const Size& step : {cost->given, plan.resized, plan.seen})
        if (steps.back() != sizeText(step))
            steps << sizeText(step);
    steps_->setText(tr("%1 pixels").arg(steps.join(QStringLiteral(" → "))));
    const double whole = static_cast<double>(plan.resized.width) * plan.resized.height;
    const double seen = static_cast<double>(plan.seen.width) * plan.seen.height;
    const double lost = whole > seen ? 100 * (1 - seen / whole) : 0;
    const QString cut = lost >= 0.5 ? tr("The crop leaves out %1 % at the sides.").arg(std::lround(lost)) : tr("Nothing is cut off.");
    lost_->setText(cost->given == picture ? cut : tr("The plan's limits of pixels make it %1 first. %2").arg(sizeText(cost->given), cut));
    arrows_["vision"]->setText(tr("%1 patches of %2 × %2 pixels").arg(formatCount(cost->patches())).arg(plan.patchSize));
    arrows_["projector"]->setText(tr("what is to be seen in each patch"));
    const int each = plan.tokens > 0 ? cost->patches() / plan.tokens : 1;
    arrows_["language"]->setText(each > 1 ? tr("%1 tokens, each of %2 patches, then the words").arg(formatCount(plan.tokens)).arg(each)
                                          : tr("%1 tokens, one a patch, then the words").arg(formatCount(plan.tokens)));
}

} // namespace lorikeet
