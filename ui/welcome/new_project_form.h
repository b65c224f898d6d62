#pragma once
/// @file Makes a project around pictures that are somewhere already.

#include "ui/widgets/card.h"

class QLineEdit;

namespace lorikeet {

class ImportReview;
class PrimaryButton;
class Theme;

class NewProjectForm : public Card {
    Q_OBJECT

public:
    explicit NewProjectForm(Theme& theme, QWidget* parent = nullptr);
    /// Looks at what was dropped.
    void offer(const QStringList& dropped);

Q_SIGNALS:
    /// The project is made and can be opened.
    void made(const QString& folder);
    void cancelled();
    void problem(const QString& message, const QString& hint);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void suggestFolder();
    void update();
    void make();
    ImportReview* review_;
    QLineEdit* pictures_;
    QLineEdit* folder_;
    QLineEdit* model_;
    PrimaryButton* make_;
    bool isFolderOwn_ = false; ///< The user wrote a folder; no suggestion any more.
};

} // namespace lorikeet
