#include "ui/import/import_panel.h"

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

namespace lorikeet {

ImportPanel::ImportPanel(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("Add data"), parent), session_(session), review_(new ImportReview(theme, this)), problem_(new ProblemStrip(theme, this))
{
    setObjectName("importPanel");
    setAcceptDrops(true);
    setSubtitle(tr("Drop a folder of pictures or a data file here. Originals stay where they are and are never changed."));
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
    add_ = new PrimaryButton(tr("Add to the project"), this);
    add_->setObjectName("importAdd");
    row->addWidget(cancel);
    row->addWidget(add_);
    body()->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &ImportPanel::closed);
    connect(add_, &QPushButton::clicked, this, &ImportPanel::add);
    connect(review_, &ImportReview::confirmed, this, &ImportPanel::add);
    connect(review_, &ImportReview::changed, this, &ImportPanel::update);
    connect(name_, &QLineEdit::textEdited, this, [this] { isNameOwn_ = true; });
    connect(name_, &QLineEdit::textChanged, this, &ImportPanel::update);
    connect(path_, &QLineEdit::textChanged, this, [this](const QString& path) {
        problem_->setProblem({}, {});
        if (!isNameOwn_)
            name_->setText(path.trimmed().isEmpty() ? QString() : QString::fromStdString(datasetNameFor(path.trimmed().toStdString())));
        review_->setPath(path.trimmed());
    });
    update();
}

void ImportPanel::setPath(const QString& path)
{
    path_->setText(path);
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
    const bool isAdded = guarded(
        [&] { session_.project().addReference(name_->text().trimmed().toStdString(), review_->path().toStdString(), review_->options()); },
        [&](const QString& message, const QString& hint) { problem_->setProblem(message, hint); });
    if (!isAdded)
        return;
    session_.reload();
    isNameOwn_ = false;
    path_->clear();
    Q_EMIT done();
}

void ImportPanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPath(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ImportPanel::dropEvent(QDropEvent* event)
{
    setPath(droppedPath(*event->mimeData()));
    event->acceptProposedAction();
}

} // namespace lorikeet
