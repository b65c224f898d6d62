#include "ui/look/picture_pair.h"

#include "ui/look/look_worker.h"
#include "ui/look/patch_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/format.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

QString sizeText(const Size& size)
{
    return QStringLiteral("%1 × %2").arg(size.width).arg(size.height);
}

int64_t countOf(const std::vector<TokenPlace>& tokens, TokenPlace::Kind kind)
{
    return std::count_if(tokens.begin(), tokens.end(), [kind](const TokenPlace& token) { return token.kind == kind; });
}

QRect coveredCells(const std::vector<TokenPlace>& tokens)
{
    QRect covered;
    for (const TokenPlace& token : tokens)
        if (token.kind == TokenPlace::Kind::Cell)
            covered |= QRect(token.column, token.row, 1, 1);
    return covered;
}

} // namespace

PicturePair::PicturePair(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), seenCard_(new Card(tr("What the model gets"), this)), name_(new ElidedLabel(this)), original_(new PictureView(this)),
      seen_(new PatchView(theme, this)), originalFacts_(makeLabel({}, "caption", this, true)), cost_(makeLabel({}, "heading", this, true)),
      seenFacts_(makeLabel({}, "caption", this, true)), switch_(buildSwitch()), count_(nullptr)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kM);
    auto* originalCard = new Card(tr("Your picture"), this);
    name_->setProperty("role", "quiet");
    originalCard->addToHeader(switch_);
    originalCard->body()->addWidget(name_);
    originalCard->body()->addWidget(original_, 1);
    originalCard->body()->addWidget(originalFacts_);
    cost_->setObjectName("pictureCost");
    seenFacts_->setObjectName("pictureFacts");
    seenCard_->body()->addWidget(cost_);
    seenCard_->body()->addWidget(seen_, 1);
    seenCard_->body()->addWidget(seenFacts_);
    row->addWidget(originalCard, 1);
    row->addWidget(seenCard_, 1);
    count_ = switch_->findChild<QLabel*>("pictureCount");
}

QWidget* PicturePair::buildSwitch()
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kXs);
    auto* previous = new IconButton(theme_, "previous", tr("Previous picture of this example (Shift+←)"), box);
    auto* next = new IconButton(theme_, "next", tr("Next picture of this example (Shift+→)"), box);
    previous->setObjectName("previousPicture");
    next->setObjectName("nextPicture");
    auto* count = makeLabel({}, "caption", box);
    count->setObjectName("pictureCount");
    for (QWidget* widget : std::initializer_list<QWidget*>{previous, count, next})
        row->addWidget(widget);
    connect(previous, &QToolButton::clicked, this, [this] { walk(-1); });
    connect(next, &QToolButton::clicked, this, [this] { walk(1); });
    return box;
}

void PicturePair::setGridShown(bool isShown)
{
    seen_->setGridShown(isShown);
}

void PicturePair::setResult(const Sample& sample, std::shared_ptr<const LookResult> result)
{
    result_ = std::move(result);
    files_.clear();
    for (const std::string& file : sample.images)
        files_ << QString::fromStdString(file);
    switch_->setVisible(files_.size() > 1);
    if (!files_.isEmpty()) {
        showPicture(0);
        return;
    }
    name_->setText(QString::fromStdString(sample.id));
    originalFacts_->clear();
    showNothing(tr("This example has no picture: words only."), tr("Only the words reach the model."));
}

void PicturePair::showNothing(const QString& original, const QString& seen)
{
    if (!original.isEmpty())
        original_->setMessage(original);
    seen_->setMessage(seen);
    seen_->setPatches({}, {});
    cost_->clear();
    seenFacts_->clear();
}

void PicturePair::showPicture(int which)
{
    if (which < 0 || which >= files_.size())
        return;
    picture_ = which;
    const auto at = static_cast<size_t>(which);
    name_->setText(QFileInfo(files_[which]).fileName(), files_[which]);
    count_->setText(tr("%1 of %2").arg(which + 1).arg(files_.size()));
    const QImage& original = result_->originals[at];
    if (original.isNull())
        original_->setMessage(tr("This picture cannot be read."));
    else
        original_->setImage(original);
    originalFacts_->clear();
    const auto& pictures = result_->view.pictures;
    if (at >= pictures.size()) {
        showNothing({}, tr("This model cannot see pictures: only the words reach it."));
        return;
    }
    if (!pictures[at].facts) {
        showNothing({}, tr("This picture cannot reach the model."));
        return;
    }
    firstToken_ = 0;
    for (size_t before = 0; before < at; ++before)
        firstToken_ += pictures[before].facts ? pictures[before].facts->plan.tokens : 0;
    seen_->setImage(result_->seen[at]);
    showFacts(pictures[at]);
    showPatches(pictures[at]);
}

void PicturePair::showFacts(const ViewedPicture& picture)
{
    const SeenImage& facts = *picture.facts;
    const ImagePlan& plan = facts.plan;
    originalFacts_->setText(tr("%1 pixels").arg(sizeText(facts.upright)));
    cost_->setText(tr("This picture costs %1 tokens").arg(formatCount(plan.tokens)));
    QStringList steps{sizeText(facts.upright)};
    for (const Size& step : {facts.given, plan.resized, plan.seen})
        if (steps.back() != sizeText(step))
            steps << sizeText(step);
    QStringList lines{tr("%1 pixels, %2 × %3 patches of %4 pixels").arg(steps.join(QStringLiteral(" → "))).arg(plan.grid[2]).arg(plan.grid[1]).arg(plan.patchSize)};
    if (plan.joined > 1)
        lines << tr("%1 × %1 patches become one token").arg(plan.joined);
    const bool isCropped = plan.seen.width < plan.resized.width || plan.seen.height < plan.resized.height;
    if (isCropped)
        lines << tr("what stands out of the middle is cropped");
    if (plan.tiles[0] > 0)
        lines << tr("cut into %1 × %2 tiles").arg(plan.tiles[1]).arg(plan.tiles[0]);
    if (plan.hasOverview)
        lines << tr("the whole picture once more, shrunk: %1 tokens").arg(formatCount(countOf(picture.tokens, TokenPlace::Kind::Overview)));
    if (const int64_t ends = countOf(picture.tokens, TokenPlace::Kind::LineEnd); ends > 0)
        lines << tr("%1 line ends").arg(formatCount(ends));
    seenFacts_->setText(lines.join(QStringLiteral(" · ")));
}

void PicturePair::showPatches(const ViewedPicture& picture)
{
    const ImagePlan& plan = picture.facts->plan;
    PatchLayout layout{plan.grid[1], plan.grid[2], plan.joined, plan.tiles[0], plan.tiles[1], {}};
    const QRect covered = coveredCells(picture.tokens);
    if (covered != QRect(0, 0, layout.cellColumns(), layout.cellRows()))
        layout.covered = covered;
    seen_->setPatches(layout, [this](int row, int column) { return cellWords(row, column); });
}

QString PicturePair::cellWords(int row, int column) const
{
    const ViewedPicture& picture = result_->view.pictures[static_cast<size_t>(picture_)];
    const auto found = std::find_if(picture.tokens.begin(), picture.tokens.end(),
        [row, column](const TokenPlace& token) { return token.kind == TokenPlace::Kind::Cell && token.row == row && token.column == column; });
    if (found == picture.tokens.end())
        return tr("Padding: no token stands for it.");
    const auto number = found - picture.tokens.begin();
    const QString name = tr("Token %1 of %2 of this picture").arg(formatCount(number + 1), formatCount(static_cast<int64_t>(picture.tokens.size())));
    const auto at = static_cast<size_t>(firstToken_ + number);
    if (at >= result_->imagePlaces.size())
        return name;
    const int place = result_->imagePlaces[at];
    const QString position = positionWords(result_->view.encoded, place);
    return name + QStringLiteral("\n") + (position.isEmpty() ? tr("Position %1 of the conversation").arg(formatCount(place + 1)) : position);
}

} // namespace lorikeet
