#pragma once
/// @file Adds data to the open project: a place to drop it, and how it is read. Lists what was added: to be read differently, or taken out.

#include "ui/widgets/card.h"

#include <QStringList>

class QLineEdit;

namespace lorikeet {

class DatasetList;
class ImportReview;
class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class Theme;

class ImportPanel : public Card {
    Q_OBJECT

public:
    ImportPanel(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// Looks at a file or folder.
    void setPath(const QString& path);
    /// Offers what was dropped, one after another; nothing = the user chooses.
    void offer(const QStringList& dropped);
    /// Something is looked at and is neither added nor put away.
    bool isOffering() const;

Q_SIGNALS:
    /// All that was offered is in the project; the session reads it already.
    void done();
    /// Put away without adding.
    void closed();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildForm(Theme& theme);
    void connectParts();
    void onOpened();
    void onPathChanged();
    void offerNext();
    void readAgain(const QString& name);
    void setRead(const QString& name);
    QString freeName(const QString& path) const;
    void remove(const QString& name);
    void update();
    void add();
    ProjectSession& session_;
    QLineEdit* path_ = nullptr;
    QLineEdit* name_ = nullptr;
    ImportReview* review_;
    ProblemStrip* problem_;
    PrimaryButton* add_ = nullptr;
    DatasetList* datasets_;
    QStringList waiting_;    ///< To be offered after this.
    QString dropNote_;       ///< Of the drop that they come from.
    QString read_;           ///< The dataset that is read differently; "" = data is added.
    QString folder_;         ///< The project's.
    bool isNameOwn_ = false; ///< The user wrote a name; no suggestion any more.
};

} // namespace lorikeet
