#include "ui/widgets/rail.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace lorikeet {
namespace {
constexpr int kIconSide = 20;
}

RailButton::RailButton(Theme& theme, const QString& icon, const QString& text, QWidget* parent)
    : QAbstractButton(parent), theme_(theme), iconName_(icon)
{
    setText(text);
    setCheckable(true);
    setAccessibleName(text);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void RailButton::setDone(bool isDone)
{
    isDone_ = isDone;
    setAccessibleDescription(isDone ? tr("Done") : QString());
    update();
}

QSize RailButton::sizeHint() const
{
    const int text = fontMetrics().horizontalAdvance(this->text());
    return {space::kM + kIconSide + space::kM + text + space::kXl + kIconSide, fontMetrics().height() + space::kL};
}

void RailButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void RailButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void RailButton::paintEvent(QPaintEvent*)
{
    const ThemeColours& c = theme_.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (isChecked() || underMouse()) {
        QColor fill = c.accentSoft;
        fill.setAlphaF(isChecked() ? 1.0F : 0.45F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(body, space::kRadius, space::kRadius);
    }
    if (hasFocus()) {
        painter.setPen(QPen(c.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(body, space::kRadius, space::kRadius);
    }
    const QColor ink = !isEnabled() ? c.textQuiet : isChecked() ? c.accentStrong : c.text;
    const QRect iconRect(space::kM, (height() - kIconSide) / 2, kIconSide, kIconSide);
    tintedIcon(iconName_, ink).paint(&painter, iconRect);
    QFont f = font();
    f.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(f);
    painter.setPen(isChecked() ? c.text : ink);
    painter.drawText(rect().adjusted(iconRect.right() + space::kM, 0, -space::kXl, 0), static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft), text());
    if (isDone_)
        tintedIcon("tick", c.good).paint(&painter, QRect(width() - kIconSide - 2, (height() - 16) / 2, 16, 16));
}

Rail::Rail(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme), column_(new QVBoxLayout), foot_(new QVBoxLayout)
{
    setObjectName("rail");
    setAccessibleName(tr("Pages"));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(space::kS, space::kL, space::kS, space::kM);
    whole->addWidget(makeBrand());
    whole->addSpacing(space::kS);
    whole->addLayout(column_);
    whole->addStretch(1);
    whole->addLayout(foot_);
    column_->setSpacing(2);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QWidget* Rail::makeBrand()
{
    auto* brand = new QWidget(this);
    auto* row = new QHBoxLayout(brand);
    row->setContentsMargins(space::kS, 0, space::kS, 0);
    auto* bird = new QLabel(brand);
    const auto tint = [this, bird] { bird->setPixmap(tintedIcon("lorikeet", theme_.colours().accent).pixmap(QSize(26, 26))); };
    tint();
    connect(&theme_, &Theme::changed, bird, tint);
    row->addWidget(bird);
    row->addWidget(makeLabel(QStringLiteral("Lorikeet"), "heading", brand));
    row->addStretch(1);
    return brand;
}

void Rail::addPage(const QString& name, const QString& icon, const QString& text)
{
    auto* button = new RailButton(theme_, icon, text, this);
    button->setObjectName("rail." + name);
    button->setProperty("page", name);
    buttons_.push_back(button);
    const int number = static_cast<int>(buttons_.size());
    button->setToolTip(tr("%1 (Ctrl+%2)").arg(text).arg(number));
    column_->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [this, name] { Q_EMIT pageChosen(name); });
}

void Rail::addDivider()
{
    column_->addSpacing(space::kS);
    column_->addWidget(makeLine(this));
    column_->addSpacing(space::kS);
}

void Rail::addAtFoot(QWidget* widget)
{
    foot_->addWidget(widget);
}

void Rail::setCurrent(const QString& name)
{
    for (RailButton* each : buttons_)
        each->setChecked(each->property("page").toString() == name);
}

void Rail::setDone(const QString& name, bool isDone)
{
    if (RailButton* found = button(name))
        found->setDone(isDone);
}

bool Rail::isDone(const QString& name) const
{
    const RailButton* found = button(name);
    return found != nullptr && found->isDone();
}

RailButton* Rail::button(const QString& name) const
{
    for (RailButton* each : buttons_)
        if (each->property("page").toString() == name)
            return each;
    return nullptr;
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(theme_.colours().line);
    painter.drawLine(width() - 1, 0, width() - 1, height());
}

} // namespace lorikeet
