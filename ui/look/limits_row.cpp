#include "ui/look/limits_row.h"

#include "ui/choice/model_choice.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <cmath>

namespace lorikeet {

LimitsRow::LimitsRow(ModelChoice& choice, QWidget* parent)
    : QWidget(parent), choice_(choice), cutoff_(new QSpinBox(this)), pixels_(new QSpinBox(this)), square_(makeLabel({}, "caption", this)),
      toPlan_(new LinkButton(tr("Use in the plan"), this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    const auto prepare = [this](QSpinBox* box, const QString& name, const char* objectName, int most, int step) {
        box->setRange(0, most);
        box->setSingleStep(step);
        box->setGroupSeparatorShown(true);
        box->setKeyboardTracking(false);
        box->setAccessibleName(name);
        box->setObjectName(objectName);
    };
    prepare(cutoff_, tr("Longest example in tokens (cutoff_len)"), "lookCutoff", 1'000'000, 256);
    prepare(pixels_, tr("Largest picture in pixels (image_max_pixels)"), "lookPixels", 100'000'000, 65'536);
    cutoff_->setMinimum(16);
    cutoff_->setSuffix(tr(" tokens"));
    cutoff_->setToolTip(tr("What if examples may be this long? (cutoff_len)"));
    pixels_->setSpecialValueText(tr("no limit"));
    pixels_->setSuffix(tr(" pixels"));
    pixels_->setToolTip(tr("What if pictures are made smaller before the model's own resizing? (image_max_pixels)"));
    toPlan_->setObjectName("useInPlan");
    toPlan_->setToolTip(tr("Take both limits over to the Plan page"));
    row->addWidget(makeLabel(tr("Try: longest example"), "quiet", this));
    row->addWidget(cutoff_);
    row->addSpacing(space::kS);
    row->addWidget(makeLabel(tr("largest picture"), "quiet", this));
    row->addWidget(pixels_);
    row->addWidget(square_);
    row->addWidget(toPlan_);
    row->addStretch(1);
    const auto change = [this] {
        EyeSettings settings = choice_.settings();
        settings.cutoffLen = cutoff_->value();
        settings.imageMaxPixels = pixels_->value();
        choice_.set(settings);
    };
    connect(cutoff_, &QSpinBox::valueChanged, this, change);
    connect(pixels_, &QSpinBox::valueChanged, this, change);
    connect(toPlan_, &QPushButton::clicked, this, [this] { Q_EMIT planRequested(cutoff_->value(), pixels_->value()); });
    connect(&choice_, &ModelChoice::changed, this, &LimitsRow::fill);
    fill();
}

void LimitsRow::fill()
{
    const QSignalBlocker quietCutoff(cutoff_), quietPixels(pixels_);
    cutoff_->setValue(choice_.settings().cutoffLen);
    pixels_->setValue(static_cast<int>(choice_.settings().imageMaxPixels));
    const auto side = std::lround(std::sqrt(static_cast<double>(choice_.settings().imageMaxPixels)));
    square_->setText(side > 0 ? tr("(as %1 × %1)").arg(side) : QString());
}

} // namespace lorikeet
