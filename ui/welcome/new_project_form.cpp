#include "ui/welcome/new_project_form.h"

#include "core/data/project.h"
#include "ui/import/dropped.h"
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
    // Everything is looked at before anything is made: after a correction the folder is still free.
    if (!model.isEmpty())
        Project::checkModel(model.toStdString());
    Dataset::openPath(QFileInfo(pictures).absoluteFilePath().toStdString(), options, 0);
    Project project = Project::create(folder.toStdString(), QFileInfo(folder).fileName().toStdString());
    project.addReference(datasetNameFor(pictures.toStdString()), pictures.toStdString(), options);
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
    if (!isFolderOwn_ && !pictures_->text().trimmed().isEmpty())
        folder_->setText(QFileInfo(SampleMaker::defaultFolder()).dir().filePath(QString::fromStdString(datasetNameFor(pictures_->text().trimmed().toStdString()))));
    update();
}

void NewProjectForm::update()
{
    make_->setEnabled(review_->isReady() && !folder_->text().trimmed().isEmpty());
}

void NewProjectForm::dragEnterEvent(QDragEnterEvent* event)
{
    if (const QStringList paths = droppedPaths(*event->mimeData()); !paths.isEmpty() && !isProject(paths))
        event->acceptProposedAction();
    else
        event->ignore();
}

void NewProjectForm::dropEvent(QDropEvent* event)
{
    offer(droppedPaths(*event->mimeData()));
    event->acceptProposedAction();
}

void NewProjectForm::offer(const QStringList& dropped)
{
    const DropOffer offer = offerOf(dropped);
    pictures_->setText(offer.paths.value(0));
    QStringList notes{offer.note};
    if (offer.paths.size() > 1)
        notes << tr("A project begins with one of them. Left aside: %1. Add them on the Data page later, or drop the folder that holds them all.").arg(namesOf(offer.paths.mid(1)));
    notes.removeAll(QString());
    review_->setNote(notes.join(' '));
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
        },
        QThreadPool::globalInstance());
}

} // namespace lorikeet
