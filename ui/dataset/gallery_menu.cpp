#include "ui/dataset/gallery_menu.h"

#include "ui/dataset/filter_text.h"
#include "ui/project_session.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QUrl>

namespace lorikeet {

GalleryMenu::GalleryMenu(ProjectSession& session, std::vector<size_t> chosen, QWidget* parent) : QMenu(parent), session_(session), chosen_(std::move(chosen))
{
    setObjectName("galleryMenu");
    connect(&session_, &ProjectSession::opened, this, &QMenu::close); // Other samples may stand in these places now.
    addStates();
    addSeparator();
    addCopies();
    addSeparator();
    addFiles();
}

QAction* GalleryMenu::add(const char* name, const QString& text, const QString& key, std::function<void()> act)
{
    QAction* action = addAction(key.isEmpty() ? text : text + QLatin1Char('\t') + key);
    action->setObjectName(QLatin1String(name));
    connect(action, &QAction::triggered, this, std::move(act));
    return action;
}

void GalleryMenu::addStates()
{
    const Sample& first = session_.samples()[chosen_.front()];
    const bool canChange = session_.canEdit();
    add("menuEdit", tr("Edit the answer"), tr("E"), [this] { Q_EMIT editRequested(); });
    std::vector<QAction*> changes;
    changes.push_back(add("menuAccept", first.review == Review::Accepted ? tr("Take back “accepted”") : tr("Accept"), tr("A"), [this] { Q_EMIT acceptRequested(); }));
    changes.push_back(add("menuReject", first.review == Review::Rejected ? tr("Take back “rejected”") : tr("Reject"), tr("R"), [this] { Q_EMIT rejectRequested(); }));
    changes.push_back(add("menuExclude", first.isExcluded ? tr("Take in again") : tr("Leave out of training"), tr("Space"), [this] { Q_EMIT excludeToggled(); }));
    const bool trains = first.alwaysTrains;
    changes.push_back(add("menuAlwaysTrains", trains ? tr("May be held out for checking again") : tr("Never hold out for checking"), {},
        [this, trains] { session_.runBulk(chosen_, setAlwaysTrains(!trains)); }));
    changes.push_back(add("menuRevert", tr("Back to the original"), {}, [this] { session_.revertToOriginal(chosen_); }));
    for (QAction* action : changes)
        action->setEnabled(canChange);
    if (std::none_of(chosen_.begin(), chosen_.end(), [this](size_t sample) { return session_.isEdited(sample); }))
        changes.back()->setEnabled(false);
}

void GalleryMenu::addCopies()
{
    const size_t sample = chosen_.front();
    const std::vector<int32_t>& duplicates = session_.facts().duplicateOf;
    const Sample& first = session_.samples()[sample];
    const bool hasCopies = chosen_.size() == 1 && sample < duplicates.size() && duplicates[sample] >= 0 && !first.images.empty();
    add("menuCopies", tr("Show its copies"), {}, [this, name = QFileInfo(QString::fromStdString(first.images.empty() ? "" : first.images.front())).fileName()] {
        Q_EMIT filterRequested("duplicate-of:" + quoted(name));
    })->setEnabled(hasCopies);
}

void GalleryMenu::addFiles()
{
    QStringList paths;
    QStringList answers;
    for (const size_t sample : chosen_) {
        const Sample& it = session_.samples()[sample];
        for (const std::string& image : it.images)
            paths << QString::fromStdString(image);
        if (const Message* answer = answerOf(it))
            answers << QString::fromStdString(answer->content);
    }
    const auto copy = [](const QStringList& lines) { QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n'))); };
    add("menuCopyAnswer", tr("Copy the answer"), {}, [copy, answers] { copy(answers); })->setEnabled(!answers.isEmpty());
    add("menuCopyPath", tr("Copy the picture's path"), {}, [copy, paths] { copy(paths); })->setEnabled(!paths.isEmpty());
    add("menuOpenFolder", tr("Open the picture's folder"), {}, [paths] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(paths.front()).path()));
    })->setEnabled(!paths.isEmpty());
}

} // namespace lorikeet
