#include "ui/welcome/new_project_form.h"

#include "core/data/project.h"
#include "ui/theme/theme.h"
#include "ui/welcome/sample_maker.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/task.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

QString makeProject(const QString& folder, const QString& pictures, const QString& model)
{
    const QString name = QFileInfo(folder).fileName();
    Project project = Project::create(folder.toStdString(), name.toStdString());
    project.addDataset(QFileInfo(pictures).completeBaseName().toStdString(), pictures.toStdString());
    if (!model.isEmpty())
        project.addModel(model.toStdString());
    return folder;
}

} // namespace

NewProjectForm::NewProjectForm(Theme& theme, QWidget* parent) : Card(tr("A project from your own pictures"), parent)
{
    setSubtitle(tr("Your pictures stay where they are and are never changed."));
    pictures_ = addField(theme, tr("Pictures"), tr("A folder of pictures (with .txt captions beside them), a JSON file, or a folder with dataset_info.json"), "newPictures", true);
    folder_ = addField(theme, tr("Project folder"), tr("Made for you; runs and changes are kept in it"), "newFolder", false);
    model_ = addField(theme, tr("Model folder"), tr("The model to begin with; can be added later"), "newModel", false);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName("newCancel");
    make_ = new PrimaryButton(tr("Make the project"), this);
    make_->setObjectName("newMake");
    row->addWidget(cancel);
    row->addWidget(make_);
    body()->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &NewProjectForm::cancelled);
    connect(make_, &QPushButton::clicked, this, &NewProjectForm::make);
    connect(pictures_, &QLineEdit::textChanged, this, &NewProjectForm::suggestFolder);
    connect(folder_, &QLineEdit::textEdited, this, [this] { isFolderOwn_ = true; });
    connect(folder_, &QLineEdit::textChanged, this, &NewProjectForm::update);
    update();
}

QLineEdit* NewProjectForm::addField(Theme& theme, const QString& label, const QString& help, const QString& objectName, bool takesFiles)
{
    auto* edit = new QLineEdit(this);
    edit->setObjectName(objectName);
    edit->setPlaceholderText(help);
    edit->setAccessibleName(label);
    edit->setToolTip(help);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kXs);
    auto* name = makeLabel(label, "", this);
    name->setMinimumWidth(fontMetrics().averageCharWidth() * 15);
    name->setBuddy(edit);
    row->addWidget(name);
    row->addWidget(edit, 1);
    const auto addChooser = [&](const QString& icon, const QString& text, auto choose) {
        auto* button = new IconButton(theme, icon, text, this);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, edit, choose] {
            const QString chosen = choose();
            if (!chosen.isEmpty())
                edit->setText(chosen);
        });
    };
    addChooser("folder", tr("Choose a folder…"), [this, edit, label] { return QFileDialog::getExistingDirectory(this, label, edit->text()); });
    if (takesFiles)
        addChooser("text", tr("Choose a data file…"), [this, edit, label] { return QFileDialog::getOpenFileName(this, label, edit->text(), tr("Data files (*.json *.jsonl);;All files (*)")); });
    body()->addLayout(row);
    return edit;
}

void NewProjectForm::suggestFolder()
{
    if (!isFolderOwn_ && !pictures_->text().isEmpty())
        folder_->setText(QFileInfo(SampleMaker::defaultFolder()).dir().filePath(QFileInfo(pictures_->text()).completeBaseName()));
    update();
}

void NewProjectForm::update()
{
    make_->setEnabled(!pictures_->text().trimmed().isEmpty() && !folder_->text().trimmed().isEmpty());
}

void NewProjectForm::make()
{
    make_->setEnabled(false);
    runTask<QString>(
        this,
        [folder = folder_->text().trimmed(), pictures = pictures_->text().trimmed(), model = model_->text().trimmed()] {
            return makeProject(folder, pictures, model);
        },
        [this](const TaskResult<QString>& result) {
            update();
            if (result.value)
                Q_EMIT made(*result.value);
            else
                Q_EMIT problem(result.message, result.hint);
        });
}

} // namespace lorikeet
