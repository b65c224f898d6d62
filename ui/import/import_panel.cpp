#include "ui/import/import_panel.h"

#include "ui/import/dataset_list.h"
#include "ui/import/dropped.h"
#include "ui/import/import_review.h"
#include "ui/import/path_field.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/task.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {

ImportPanel::ImportPanel(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("Add data"), parent), session_(session), review_(new ImportReview(theme, this)), problem_(new ProblemStrip(theme, this)), datasets_(new DatasetList(this))
{
    setObjectName("importPanel");
    setAcceptDrops(true);
    setSubtitle(tr("Drop a folder of pictures or a data file here. Originals stay where they are and are never changed."));
    buildForm(theme);
    connectParts();
    setRead({});
    onOpened();
}

void ImportPanel::buildForm(Theme& theme)
{
    path_ = addPathField(theme, this, body(), tr("Data"), tr("A folder of pictures, a table (CSV), a JSON file, or a folder with dataset_info.json"), "importPath", true);
    name_ = new QLineEdit(this);
    name_->setObjectName("importName");
    name_->setAccessibleName(tr("Name of the data"));
    auto* nameRow = new QHBoxLayout;
    nameRow->setSpacing(space::kXs);
    auto* nameLabel = makeLabel(tr("Name"), "", this);
    nameLabel->setMinimumWidth(fontMetrics().averageCharWidth() * 15);
    nameRow->addWidget(nameLabel);
    nameRow->addWidget(name_, 1);
    body()->addLayout(nameRow);
    body()->addWidget(review_);
    problem_->hide();
    body()->addWidget(problem_);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName("importCancel");
    add_ = new PrimaryButton({}, this);
    add_->setObjectName("importAdd");
    row->addWidget(cancel);
    row->addWidget(add_);
    body()->addLayout(row);
    body()->addWidget(datasets_);
    connect(cancel, &QPushButton::clicked, this, [this] {
        offer({});
        Q_EMIT closed();
    });
}

void ImportPanel::connectParts()
{
    connect(&session_, &ProjectSession::opened, this, &ImportPanel::onOpened);
    connect(add_, &QPushButton::clicked, this, &ImportPanel::add);
    connect(review_, &ImportReview::confirmed, this, &ImportPanel::add);
    connect(review_, &ImportReview::changed, this, &ImportPanel::update);
    connect(name_, &QLineEdit::textEdited, this, [this] { isNameOwn_ = true; });
    connect(name_, &QLineEdit::textChanged, this, &ImportPanel::update);
    connect(path_, &QLineEdit::textChanged, this, &ImportPanel::onPathChanged);
    connect(datasets_, &DatasetList::readAgainRequested, this, &ImportPanel::readAgain);
    connect(datasets_, &DatasetList::removeRequested, this, &ImportPanel::remove);
}

void ImportPanel::onOpened()
{
    const QString folder = session_.isOpen() ? QString::fromStdString(session_.project().folder()) : QString();
    if (folder != folder_)
        offer({}); // It was meant for the project before.
    folder_ = folder;
    datasets_->setDatasets(session_.isOpen() ? session_.project().references() : std::vector<ProjectDataset>());
    update();
}

void ImportPanel::onPathChanged()
{
    const QString path = path_->text().trimmed();
    problem_->setProblem({}, {});
    setRead({});
    if (!isNameOwn_)
        name_->setText(path.isEmpty() ? QString() : freeName(path));
    review_->setPath(path);
}

/// A name for data from its path that no other data of the project has.
QString ImportPanel::freeName(const QString& path) const
{
    QStringList taken;
    if (session_.isOpen())
        for (const ProjectDataset& dataset : session_.project().references())
            taken << QString::fromStdString(dataset.name);
    const QString base = QString::fromStdString(datasetNameFor(path.toStdString()));
    QString name = base;
    for (int i = 2; taken.contains(name); ++i)
        name = QString("%1-%2").arg(base).arg(i);
    return name;
}

void ImportPanel::setPath(const QString& path)
{
    path_->setText(path);
}

void ImportPanel::offer(const QStringList& dropped)
{
    const DropOffer offer = offerOf(dropped);
    waiting_ = offer.paths;
    dropNote_ = offer.note;
    offerNext();
}

bool ImportPanel::isOffering() const
{
    return !path_->text().trimmed().isEmpty();
}

void ImportPanel::offerNext()
{
    isNameOwn_ = false;
    path_->clear(); // Also what is offered once more is looked at anew.
    if (!waiting_.isEmpty())
        path_->setText(waiting_.takeFirst());
    QStringList notes{dropNote_};
    if (!waiting_.isEmpty())
        notes << tr("After this: %1.").arg(namesOf(waiting_));
    notes.removeAll(QString());
    review_->setNote(notes.join(' '));
}

void ImportPanel::readAgain(const QString& name)
{
    const std::vector<ProjectDataset>& all = session_.project().references();
    const auto found = std::find_if(all.begin(), all.end(), [&](const ProjectDataset& dataset) { return dataset.name == name.toStdString(); });
    if (found == all.end())
        return;
    offer({});
    path_->setText(QString::fromStdString(found->path));
    name_->setText(name);
    review_->setPath(path_->text(), found->options);
    setRead(name);
}

/// Another path than the dataset's begins new data.
void ImportPanel::setRead(const QString& name)
{
    read_ = name;
    setTitle(name.isEmpty() ? tr("Add data") : tr("Read “%1” differently").arg(name));
    name_->setEnabled(name.isEmpty());
    add_->setText(name.isEmpty() ? tr("Add to the project") : tr("Read it like this"));
}

void ImportPanel::remove(const QString& name)
{
    if (name == read_)
        offer({});
    problem_->setProblem({}, {});
    if (!guarded([&] { session_.project().removeReference(name.toStdString()); }, [&](const QString& message, const QString& hint) { problem_->setProblem(message, hint); }))
        return;
    datasets_->setDatasets(session_.project().references());
    session_.reload();
}

void ImportPanel::update()
{
    add_->setEnabled(session_.isOpen() && review_->isReady() && !name_->text().trimmed().isEmpty());
}

void ImportPanel::add()
{
    if (!add_->isEnabled())
        return;
    // Takes it in by reference: quick, and written at once. The session reads the data behind the window.
    const bool isSaved = guarded(
        [&] {
            if (read_.isEmpty())
                session_.project().addReference(name_->text().trimmed().toStdString(), review_->path().toStdString(), review_->options());
            else
                session_.project().setImportOptions(read_.toStdString(), review_->options());
        },
        [&](const QString& message, const QString& hint) { problem_->setProblem(message, hint); });
    if (!isSaved)
        return;
    datasets_->setDatasets(session_.project().references());
    session_.reload();
    offerNext();
    if (!isOffering())
        Q_EMIT done();
}

void ImportPanel::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList paths = droppedPaths(*event->mimeData());
    if (!paths.isEmpty() && !isProject(paths))
        event->acceptProposedAction();
    else
        event->ignore();
}

void ImportPanel::dropEvent(QDropEvent* event)
{
    offer(droppedPaths(*event->mimeData()));
    event->acceptProposedAction();
}

} // namespace lorikeet
