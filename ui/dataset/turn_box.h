#pragma once
/// @file One turn of a conversation: who speaks, what, and what can be done with it.

#include "core/data/sample.h"

#include <QWidget>

class QComboBox;

namespace lorikeet {

class IconButton;
class Theme;
class TurnEdit;

class TurnBox : public QWidget {
    Q_OBJECT

public:
    /// @param number 0-based place in the conversation; object names end with it.
    TurnBox(Theme& theme, int number, QWidget* parent = nullptr);
    /// Without telling.
    void setMessage(const Message& message);
    Message message() const;
    TurnEdit& edit() { return *edit_; }
    /// Which of its buttons make sense where it stands.
    void setPlace(bool isFirst, bool isLast, bool isOnly);
    void setReadOnly(bool isReadOnly);

Q_SIGNALS:
    void edited();       ///< By the user: text or speaker.
    void left();         ///< The focus went elsewhere.
    void moveRequested(int by); ///< -1 = up.
    void removeRequested();

private:
    void insertPicture();
    void showRole();
    QComboBox* role_;
    TurnEdit* edit_;
    IconButton* picture_;
    IconButton* up_;
    IconButton* down_;
    IconButton* remove_;
    bool isFilling_ = false;
};

/// What the editor calls a speaker.
QString speakerName(Role role);

} // namespace lorikeet
