#include "ui/import/mapping_form.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>

namespace lorikeet {
namespace {

constexpr std::array<std::string ColumnMapping::*, 5> kMembers{&ColumnMapping::picture, &ColumnMapping::question, &ColumnMapping::answer, &ColumnMapping::system, &ColumnMapping::tags};
constexpr std::array<const char*, 5> kNames{"mapPicture", "mapQuestion", "mapAnswer", "mapSystem", "mapTags"};

} // namespace

MappingForm::MappingForm(QWidget* parent) : QWidget(parent)
{
    const std::array<QString, 5> labels{tr("Picture"), tr("Question"), tr("Answer"), tr("System prompt"), tr("Tags")};
    const std::array<QString, 5> none{tr("no picture"), tr("“Describe this picture.”"), tr("no answer yet"), tr("none"), tr("none")};
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(space::kXs);
    for (size_t i = 0; i < roles_.size(); ++i) {
        roles_[i] = new QComboBox(this);
        roles_[i]->setObjectName(kNames[i]);
        roles_[i]->setAccessibleName(labels[i]);
        roles_[i]->setProperty("none", none[i]);
        roles_[i]->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        roles_[i]->setMinimumContentsLength(24);
        auto* label = makeLabel(labels[i], "", this);
        label->setMinimumSize(fontMetrics().averageCharWidth() * 15, roles_[i]->sizeHint().height());
        label->setBuddy(roles_[i]);
        form->addRow(label, roles_[i]);
        connect(roles_[i], &QComboBox::activated, this, &MappingForm::changed);
    }
}

void MappingForm::setMapping(const std::vector<std::string>& columns, const ColumnMapping& mapping)
{
    for (size_t i = 0; i < roles_.size(); ++i) {
        const QSignalBlocker quiet(roles_[i]);
        roles_[i]->clear();
        roles_[i]->addItem(roles_[i]->property("none").toString(), QString());
        for (const std::string& column : columns)
            roles_[i]->addItem(QString::fromStdString(column), QString::fromStdString(column));
        roles_[i]->setCurrentIndex(std::max(0, roles_[i]->findData(QString::fromStdString(mapping.*kMembers[i]))));
    }
}

ColumnMapping MappingForm::mapping() const
{
    ColumnMapping mapping;
    for (size_t i = 0; i < roles_.size(); ++i)
        mapping.*kMembers[i] = roles_[i]->currentData().toString().toStdString();
    return mapping;
}

} // namespace lorikeet
