#include "ui/plan/option_row.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/guarded.h"

#include <QGridLayout>
#include <QLabel>

namespace lorikeet {

OptionRow::OptionRow(RunPlan& plan, const Option& option, Theme& theme, QWidget* parent)
    : QWidget(parent), plan_(plan), option_(option), label_(new QLabel(this)), problem_(makeLabel({}, "bad", this, true))
{
    editor_ = makeOptionEditor(option, [this](const std::string& text) { commit(text); }, this);
    const auto title = translated(option.label);
    const auto key = QString::fromStdString(option.key);
    const auto help = QStringLiteral("<p>%1</p><p><i>%2</i></p>").arg(translated(option.help).toHtmlEscaped(), key);
    editor_.widget->setObjectName(QStringLiteral("option:") + key);
    editor_.widget->setAccessibleName(title);
    editor_.widget->setAccessibleDescription(translated(option.help));
    for (QWidget* widget : std::initializer_list<QWidget*>{this, editor_.widget, label_}) {
        widget->setToolTip(help);
        widget->setWhatsThis(help);
    }
    label_->setText(title);
    label_->setWordWrap(true);
    label_->setBuddy(editor_.widget);
    auto* reset = new IconButton(theme, QStringLiteral("undo"), tr("Back to the preset's value"), this);
    resetButton_ = reset;
    reset->setObjectName(QStringLiteral("reset:") + key);
    auto policy = reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    reset->setSizePolicy(policy);
    connect(reset, &QToolButton::clicked, this, [this] { plan_.reset(option_.key); });

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 2, 0, 2);
    grid->setHorizontalSpacing(space::kS);
    grid->setVerticalSpacing(2);
    grid->addWidget(label_, 0, 0);
    grid->addWidget(editor_.widget, 0, 1);
    grid->addWidget(makeLabel(QString::fromStdString(option.unit), "caption", this), 0, 2);
    grid->addWidget(reset, 0, 3);
    grid->addWidget(problem_, 1, 0, 1, 4);
    grid->setColumnStretch(0, 5);
    grid->setColumnStretch(1, 5);
    grid->setColumnMinimumWidth(2, fontMetrics().averageCharWidth() * 11);
    problem_->hide();
    refresh();
}

bool OptionRow::matches(const QString& words) const
{
    const auto everything = QString::fromStdString(option_.key) + QLatin1Char(' ') + translated(option_.label) + QLatin1Char(' ')
        + translated(option_.help);
    const auto parts = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(parts.begin(), parts.end(), [&](const QString& word) { return everything.contains(word, Qt::CaseInsensitive); });
}

void OptionRow::refresh()
{
    if (!editor_.widget->property("isRefused").toBool())
        editor_.refresh();
    const bool isChanged = plan_.isChanged(option_.key);
    const bool applies = !option_.applies || option_.applies(plan_.options());
    resetButton_->setVisible(isChanged || problem_->isVisibleTo(this));
    setRole(*label_, isChanged ? "heading" : applies ? "" : "quiet");
    editor_.widget->setEnabled(applies);
    label_->setEnabled(applies);
}

void OptionRow::commit(const std::string& yamlText)
{
    PlanProblem problem;
    guarded([&] { plan_.set(option_.key, yamlText); }, [&](const QString& message, const QString& hint) { problem = {message, hint}; });
    showProblem(problem);
    plan_.setInvalid(option_.key, problem);
}

void OptionRow::showProblem(const PlanProblem& problem)
{
    editor_.widget->setProperty("isRefused", !problem.isEmpty());
    problem_->setText(problem.message + QLatin1Char(' ') + problem.hint);
    problem_->setVisible(!problem.isEmpty());
}

} // namespace lorikeet
