#pragma once
/// @file Adds data to the open project: a place to drop it, and how it is read.

#include "ui/widgets/card.h"

class QLineEdit;

namespace lorikeet {

class ImportReview;
class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class Theme;

class ImportPanel : public Card {
    Q_OBJECT

public:
    ImportPanel(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// Looks at a file or folder, as when it was dropped here.
    void setPath(const QString& path);

Q_SIGNALS:
    /// The data is in the project; the session reads it already.
    void done();
    /// Put away without adding.
    void closed();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void update();
    void add();
    ProjectSession& session_;
    QLineEdit* path_;
    QLineEdit* name_;
    ImportReview* review_;
    ProblemStrip* problem_;
    PrimaryButton* add_;
    bool isNameOwn_ = false; ///< The user wrote a name; no suggestion any more.
};

} // namespace lorikeet
