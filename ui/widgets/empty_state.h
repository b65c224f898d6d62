#pragma once
/// @file What a page without contents says: what it is for, and the next step.

#include <QString>
#include <QWidget>

class QLabel;

namespace lorikeet {

class PrimaryButton;
class Theme;

class EmptyState : public QWidget {
    Q_OBJECT

public:
    /// @param icon name in resources/icons.
    EmptyState(Theme& theme, const QString& icon, const QString& title, const QString& body, QWidget* parent = nullptr);
    /// Adds the primary button of the empty page.
    PrimaryButton* addButton(const QString& text, const QString& objectName);
    void setTexts(const QString& title, const QString& body);

private:
    QLabel* picture_;
    QLabel* title_;
    QLabel* body_;
};

} // namespace lorikeet
