#include "ui/choice/model_chooser.h"

#include "core/text/chat_template.h"
#include "ui/choice/model_choice.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace lorikeet {

ModelChooser::ModelChooser(ModelChoice& choice, QWidget* parent)
    : QWidget(parent), choice_(choice), models_(new QComboBox(this)), templates_(new QComboBox(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    models_->setObjectName("lookModel");
    models_->setAccessibleName(tr("Model that looks"));
    models_->setToolTip(tr("The model whose eyes the data is seen with"));
    models_->setMaximumWidth(fontMetrics().averageCharWidth() * 28);
    templates_->setObjectName("lookTemplate");
    templates_->setAccessibleName(tr("Conversation format"));
    templates_->setToolTip(tr("How questions and answers are written for the model; auto takes the model's own format"));
    templates_->setMaximumWidth(fontMetrics().averageCharWidth() * 22);
    for (QComboBox* box : {models_, templates_})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(makeLabel(tr("Seen by"), "quiet", this));
    row->addWidget(models_);
    row->addWidget(makeLabel(tr("format"), "quiet", this));
    row->addWidget(templates_);
    templates_->addItem(tr("auto"), "auto");
    for (const std::string& name : templateNames())
        templates_->addItem(QString::fromStdString(name), QString::fromStdString(name));
    connect(models_, &QComboBox::activated, this, &ModelChooser::pickModel);
    connect(templates_, &QComboBox::activated, this, [this] {
        EyeSettings settings = choice_.settings();
        settings.templateName = templates_->currentData().toString();
        choice_.set(settings);
    });
    connect(&choice_, &ModelChoice::changed, this, &ModelChooser::fill);
    fill();
}

void ModelChooser::fill()
{
    const QSignalBlocker blocker(models_);
    models_->clear();
    for (const ModelChoice::Model& model : choice_.models()) {
        models_->addItem(model.name, model.path);
        models_->setItemData(models_->count() - 1, model.path, Qt::ToolTipRole);
    }
    models_->insertSeparator(models_->count());
    models_->addItem(tr("Other folder…"));
    models_->setCurrentIndex(models_->findData(choice_.settings().model));
    templates_->setCurrentIndex(std::max(0, templates_->findData(choice_.settings().templateName)));
}

void ModelChooser::pickModel(int index)
{
    const QString path = models_->itemData(index).toString();
    if (path.isEmpty()) {
        pickOtherFolder();
        return;
    }
    EyeSettings settings = choice_.settings();
    settings.model = path;
    choice_.set(settings);
}

void ModelChooser::pickOtherFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder of a model"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        EyeSettings settings = choice_.settings();
        settings.model = folder;
        choice_.set(settings);
    });
    connect(dialog, &QFileDialog::finished, this, &ModelChooser::fill);
    dialog->open();
}

} // namespace lorikeet
