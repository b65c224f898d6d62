#include "ui/dataset/bulk_form.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flow_layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace lorikeet {

BulkForm::BulkForm(QWidget* parent)
    : QWidget(parent), firstLabel_(makeLabel({}, "caption", this)), first_(new QLineEdit(this)), long_(new QPlainTextEdit(this)),
      secondLabel_(makeLabel({}, "caption", this)), second_(new QLineEdit(this)), regex_(new QCheckBox(tr("Regular expression"), this)),
      case_(new QCheckBox(tr("Match case"), this)), words_(new QCheckBox(tr("Whole words"), this)), empty_(new QCheckBox(tr("Empty ones too"), this)),
      scopeLabel_(makeLabel(tr("In"), "caption", this)), scope_(new QComboBox(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kXs);
    for (QWidget* widget : std::initializer_list<QWidget*>{firstLabel_, first_, long_, secondLabel_, second_})
        column->addWidget(widget);
    auto* scopeRow = new QHBoxLayout;
    scopeRow->addWidget(scopeLabel_);
    scopeRow->addWidget(scope_, 1);
    column->addLayout(scopeRow);
    auto* ticks = new FlowLayout(space::kM);
    for (QCheckBox* box : {regex_, case_, words_, empty_})
        ticks->addWidget(box);
    column->addLayout(ticks);
    scope_->addItem(tr("Answers"), static_cast<int>(TextScope::Answers));
    scope_->addItem(tr("Questions"), static_cast<int>(TextScope::Questions));
    scope_->addItem(tr("Instructions"), static_cast<int>(TextScope::System));
    scope_->addItem(tr("All texts"), static_cast<int>(TextScope::All));
    scope_->setAccessibleName(tr("In which texts"));
    scope_->setObjectName("bulkScope");
    first_->setObjectName("bulkFirst");
    second_->setObjectName("bulkSecond");
    long_->setObjectName("bulkLong");
    long_->setTabChangesFocus(true);
    long_->setFixedHeight(fontMetrics().lineSpacing() * 4);
    regex_->setObjectName("bulkRegex");
    case_->setObjectName("bulkCase");
    words_->setObjectName("bulkWords");
    regex_->setToolTip(tr("PCRE2; the replacement may say $1 for what the first parentheses found"));
    connect(first_, &QLineEdit::textChanged, this, &BulkForm::changed);
    connect(second_, &QLineEdit::textChanged, this, &BulkForm::changed);
    connect(long_, &QPlainTextEdit::textChanged, this, &BulkForm::changed);
    connect(scope_, &QComboBox::currentIndexChanged, this, &BulkForm::changed);
    for (QCheckBox* box : {regex_, case_, words_, empty_})
        connect(box, &QCheckBox::toggled, this, &BulkForm::changed);
}

void BulkForm::setAction(const BulkAction& action)
{
    using Form = BulkAction::Form;
    const Form form = action.form;
    isLong_ = form == Form::LongText;
    const bool hasSecond = form == Form::FindReplace || form == Form::Rename;
    firstLabel_->setText(action.firstLabel);
    secondLabel_->setText(action.secondLabel);
    firstLabel_->setVisible(form != Form::None);
    first_->setVisible(form != Form::None && !isLong_);
    long_->setVisible(isLong_);
    secondLabel_->setVisible(hasSecond);
    second_->setVisible(hasSecond);
    for (QCheckBox* box : {regex_, case_, words_})
        box->setVisible(form == Form::FindReplace);
    empty_->setVisible(form == Form::Text);
    const bool hasScope = form == Form::FindReplace || form == Form::Text;
    scopeLabel_->setVisible(hasScope);
    scope_->setVisible(hasScope);
    for (QWidget* field : std::initializer_list<QWidget*>{first_, long_})
        field->setAccessibleName(action.firstLabel);
    second_->setAccessibleName(action.secondLabel);
    Q_EMIT changed();
}

BulkFields BulkForm::fields() const
{
    return {isLong_ ? long_->toPlainText() : first_->text(), second_->text(), regex_->isChecked(), case_->isChecked(), words_->isChecked(), empty_->isChecked(),
        static_cast<TextScope>(scope_->currentData().toInt())};
}

void BulkForm::focusFirst()
{
    (isLong_ ? static_cast<QWidget*>(long_) : first_)->setFocus();
}

} // namespace lorikeet
