#include "ui/plan/option_form.h"

#include "ui/plan/option_row.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace lorikeet {

QString optionGroupTitle(const std::string& group)
{
    static const std::map<std::string, const char*> titles = {
        {"model", QT_TRANSLATE_NOOP("OptionForm", "Model and machine")},
        {"data", QT_TRANSLATE_NOOP("OptionForm", "Data")},
        {"method", QT_TRANSLATE_NOOP("OptionForm", "What learns")},
        {"lora", QT_TRANSLATE_NOOP("OptionForm", "Add-on weights (LoRA)")},
        {"train", QT_TRANSLATE_NOOP("OptionForm", "Training")},
        {"eval", QT_TRANSLATE_NOOP("OptionForm", "Checking on held-out data")},
        {"output", QT_TRANSLATE_NOOP("OptionForm", "What is saved")},
    };
    const auto found = titles.find(group);
    return found == titles.end() ? QString::fromStdString(group) : QCoreApplication::translate("OptionForm", found->second);
}

OptionForm::OptionForm(RunPlan& plan, Theme& theme, const std::function<bool(const Option&)>& accepts, bool hasSections, QWidget* parent)
    : QWidget(parent), plan_(plan)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kXs);
    if (hasSections) {
        search_ = new QLineEdit(this);
        search_->setObjectName(QStringLiteral("optionSearch"));
        search_->setPlaceholderText(tr("Search the settings, e.g. “learning rate”"));
        search_->setAccessibleName(tr("Search the settings"));
        search_->setClearButtonEnabled(true);
        connect(search_, &QLineEdit::textChanged, this, &OptionForm::filter);
        layout->addWidget(search_);
    }
    std::string group;
    for (const auto& option : plan.optionList()) {
        if (!accepts(option))
            continue;
        if (sections_.empty() || (hasSections && option.group != group)) {
            auto* box = new QWidget(this);
            auto* column = new QVBoxLayout(box);
            column->setContentsMargins(0, hasSections ? space::kM : 0, 0, 0);
            column->setSpacing(0);
            if (hasSections)
                column->addWidget(makeLabel(optionGroupTitle(option.group), "heading", box));
            layout->addWidget(box);
            sections_.push_back({box, {}});
            group = option.group;
        }
        auto& section = sections_.back();
        auto* row = new OptionRow(plan, option, theme, section.box);
        section.box->layout()->addWidget(row);
        section.rows.push_back(row);
        rows_.push_back(row);
    }
    nothing_ = makeLabel(tr("No setting is called that."), "quiet", this);
    nothing_->hide();
    layout->addWidget(nothing_);
    connect(&plan_, &RunPlan::changed, this, &OptionForm::refresh);
}

void OptionForm::filter(const QString& words)
{
    bool isAnyShown = false;
    for (const auto& section : sections_) {
        bool isShown = false;
        for (auto* row : section.rows) {
            const bool isMatch = row->matches(words);
            row->setVisible(isMatch);
            isShown = isShown || isMatch;
        }
        section.box->setVisible(isShown);
        isAnyShown = isAnyShown || isShown;
    }
    nothing_->setVisible(!isAnyShown);
}

void OptionForm::refresh()
{
    for (auto* row : rows_)
        row->refresh();
}

} // namespace lorikeet
