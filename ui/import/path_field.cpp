#include "ui/import/path_field.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace lorikeet {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("PathField", text); }

} // namespace

QLineEdit* addPathField(Theme& theme, QWidget* parent, QVBoxLayout* column, const QString& label, const QString& help, const QString& objectName, bool takesFiles)
{
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(objectName);
    edit->setPlaceholderText(help);
    edit->setAccessibleName(label);
    edit->setToolTip(help);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kXs);
    auto* name = makeLabel(label, "", parent);
    name->setMinimumWidth(parent->fontMetrics().averageCharWidth() * 15);
    name->setBuddy(edit);
    row->addWidget(name);
    row->addWidget(edit, 1);
    const auto addChooser = [&](const QString& icon, const QString& text, auto choose) {
        auto* button = new IconButton(theme, icon, text, parent);
        row->addWidget(button);
        QObject::connect(button, &QToolButton::clicked, edit, [edit, choose] {
            const QString chosen = choose();
            if (!chosen.isEmpty())
                edit->setText(chosen);
        });
    };
    addChooser("folder", tr("Choose a folder…"), [parent, edit, label] { return QFileDialog::getExistingDirectory(parent, label, edit->text()); });
    if (takesFiles)
        addChooser("text", tr("Choose a data file…"), [parent, edit, label] {
            return QFileDialog::getOpenFileName(parent, label, edit->text(), tr("Data files (*.json *.jsonl *.ndjson *.csv *.tsv *.txt);;All files (*)"));
        });
    column->addLayout(row);
    return edit;
}

} // namespace lorikeet
