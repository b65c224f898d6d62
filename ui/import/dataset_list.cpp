#include "ui/import/dataset_list.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lorikeet {

DatasetList::DatasetList(QWidget* parent) : QWidget(parent), rows_(new QVBoxLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kS, 0, 0);
    column->setSpacing(space::kS);
    column->addWidget(makeLine(this));
    column->addWidget(makeLabel(tr("Data in this project"), "heading", this));
    rows_->setSpacing(space::kXs);
    column->addLayout(rows_);
    hide();
}

void DatasetList::setDatasets(const std::vector<ProjectDataset>& datasets)
{
    while (QLayoutItem* item = rows_->takeAt(0)) {
        item->widget()->setParent(nullptr);
        item->widget()->deleteLater(); // One of its buttons may have been clicked just now.
        delete item;
    }
    for (const ProjectDataset& dataset : datasets)
        rows_->addWidget(makeRow(dataset));
    setVisible(!datasets.empty());
}

QWidget* DatasetList::makeRow(const ProjectDataset& dataset)
{
    const QString name = QString::fromStdString(dataset.name);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kXs);
    auto* row = new QWidget(box);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kS);
    auto* title = makeLabel(name, "", row);
    title->setTextFormat(Qt::PlainText);
    auto* path = new ElidedLabel(row);
    path->setProperty("role", "caption");
    path->setText(QString::fromStdString(dataset.path));
    auto* again = new QPushButton(tr("Read differently…"), row);
    again->setObjectName("readAgain." + name);
    again->setProperty("role", "small");
    again->setToolTip(tr("Choose its columns, its encoding and its picture folders anew"));
    auto* remove = new QPushButton(tr("Remove from the project"), row);
    remove->setObjectName("remove." + name);
    remove->setProperty("role", "small");
    line->addWidget(title);
    line->addWidget(path, 1);
    line->addWidget(again);
    line->addWidget(remove);
    column->addWidget(row);
    QWidget* question = makeQuestion(name, row);
    column->addWidget(question);
    question->hide();
    connect(again, &QPushButton::clicked, this, [this, name] { Q_EMIT readAgainRequested(name); });
    connect(remove, &QPushButton::clicked, question, [row, question] {
        row->hide();
        question->show();
    });
    return box;
}

QWidget* DatasetList::makeQuestion(const QString& name, QWidget* row)
{
    auto* question = new QWidget(row->parentWidget());
    auto* line = new QHBoxLayout(question);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kS);
    auto* text = makeLabel(tr("Remove “%1” from this project? Its files stay where they are. Your changes to it are kept: they are back when it is added again as “%1”.").arg(name), "", question, true);
    text->setTextFormat(Qt::PlainText);
    auto* yes = new QPushButton(tr("Remove"), question);
    yes->setObjectName("removeYes." + name);
    yes->setProperty("role", "small");
    auto* no = new QPushButton(tr("Keep it"), question);
    no->setObjectName("removeNo." + name);
    no->setProperty("role", "small");
    line->addWidget(text, 1);
    line->addWidget(yes);
    line->addWidget(no);
    connect(yes, &QPushButton::clicked, this, [this, name] { Q_EMIT removeRequested(name); });
    connect(no, &QPushButton::clicked, question, [row, question] {
        question->hide();
        row->show();
    });
    return question;
}

} // namespace lorikeet
