#include "ui/widgets/card.h"

#include "ui/theme/theme.h"

#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace lorikeet {

Card::Card(QWidget* parent) : QFrame(parent), body_(new QVBoxLayout(this))
{
    setProperty("role", "card");
    body_->setContentsMargins(space::kL, space::kL, space::kL, space::kL);
    body_->setSpacing(space::kS);
}

Card::Card(const QString& title, QWidget* parent) : Card(parent)
{
    setTitle(title);
}

void Card::ensureHeader()
{
    if (header_ != nullptr)
        return;
    header_ = new QHBoxLayout;
    header_->setSpacing(space::kS);
    title_ = makeLabel({}, "heading", this);
    header_->addWidget(title_);
    header_->addStretch(1);
    body_->insertLayout(0, header_);
}

void Card::addToHeader(QWidget* widget)
{
    ensureHeader();
    widget->setProperty("place", "header"); // A link there makes the line no higher.
    header_->addWidget(widget);
}

void Card::setTitle(const QString& title)
{
    ensureHeader();
    title_->setText(title);
    setAccessibleName(title);
}

void Card::setSubtitle(const QString& text)
{
    if (subtitle_ == nullptr) {
        subtitle_ = makeLabel({}, "caption", this, true);
        body_->insertWidget(header_ != nullptr ? 1 : 0, subtitle_);
    }
    subtitle_->setText(text);
    subtitle_->setVisible(!text.isEmpty());
}

void Card::setTone(Tone tone)
{
    static constexpr const char* kNames[] = {"", "good", "amber", "bad"};
    setProperty("tone", kNames[static_cast<int>(tone)]);
    style()->unpolish(this);
    style()->polish(this);
}

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent, bool wraps)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", role);
    label->setWordWrap(wraps);
    return label;
}

void setRole(QWidget& widget, const char* role)
{
    if (widget.property("role").toByteArray() == role)
        return;
    widget.setProperty("role", role);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
}

QFrame* makeLine(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setProperty("role", "line");
    line->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return line;
}

} // namespace lorikeet
