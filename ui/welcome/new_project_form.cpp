#include "ui/welcome/new_project_form.h"

#include "core/data/project.h"
#include "ui/import/import_review.h"
#include "ui/import/path_field.h"
#include "ui/theme/theme.h"
#include "ui/welcome/sample_maker.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/task.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

QString makeProject(const QString& folder, const QString& pictures, const QString& model, const ImportOptions& options)
{
    const QString name = QFileInfo(folder).fileName();
    Project project = Project::create(folder.toStdString(), name.toStdString());
    project.addDataset(datasetNameFor(pictures.toStdString()), pictures.toStdString(), options);
    if (!model.isEmpty())
        project.addModel(model.toStdString());
    return folder;
}

} // namespace

NewProjectForm::NewProjectForm(Theme& theme, QWidget* parent) : Card(tr("A project from your own pictures"), parent)
{
    setSubtitle(tr("Your pictures stay where they are and are never changed."));
    setAcceptDrops(true);
    pictures_ = addPathField(theme, this, body(), tr("Pictures"), tr("A folder of pictures, a table (CSV), a JSON file, or a folder with dataset_info.json; or drop it here"), "newPictures", true);
    review_ = new ImportReview(theme, this);
    body()->addWidget(review_);
    folder_ = addPathField(theme, this, body(), tr("Project folder"), tr("Made for you; runs and changes are kept in it"), "newFolder", false);
    model_ = addPathField(theme, this, body(), tr("Model folder"), tr("The model to begin with; can be added later"), "newModel", false);
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
    connect(pictures_, &QLineEdit::textChanged, this, [this] {
        review_->setPath(pictures_->text().trimmed());
        suggestFolder();
    });
    connect(review_, &ImportReview::changed, this, &NewProjectForm::update);
    connect(review_, &ImportReview::confirmed, this, [this] { folder_->setFocus(); });
    connect(folder_, &QLineEdit::textEdited, this, [this] { isFolderOwn_ = true; });
    connect(folder_, &QLineEdit::textChanged, this, &NewProjectForm::update);
    update();
}

void NewProjectForm::suggestFolder()
{
    if (!isFolderOwn_ && !pictures_->text().isEmpty())
        folder_->setText(QFileInfo(SampleMaker::defaultFolder()).dir().filePath(QFileInfo(pictures_->text()).completeBaseName()));
    update();
}

void NewProjectForm::update()
{
    make_->setEnabled(review_->isReady() && !folder_->text().trimmed().isEmpty());
}

void NewProjectForm::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPath(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void NewProjectForm::dropEvent(QDropEvent* event)
{
    pictures_->setText(droppedPath(*event->mimeData()));
    event->acceptProposedAction();
}

void NewProjectForm::make()
{
    make_->setEnabled(false);
    runTask<QString>(
        this,
        [folder = folder_->text().trimmed(), pictures = pictures_->text().trimmed(), model = model_->text().trimmed(), options = review_->options()] {
            return makeProject(folder, pictures, model, options);
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
