#pragma once
/// @file A card on the quiet background.

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lorikeet {

/// A rounded surface with a vertical body; with a title, a header row stands above it.
class Card : public QFrame {
    Q_OBJECT

public:
    enum class Tone { Plain, Good, Amber, Bad };

    explicit Card(QWidget* parent = nullptr);
    explicit Card(const QString& title, QWidget* parent = nullptr);

    /// Where the contents go.
    QVBoxLayout* body() { return body_; }
    /// Puts a small control at the right end of the header row.
    void addToHeader(QWidget* widget);
    void setTitle(const QString& title);
    /// A quiet line under the title.
    void setSubtitle(const QString& text);
    void setTone(Tone tone);

private:
    void ensureHeader();
    QVBoxLayout* body_;
    QHBoxLayout* header_ = nullptr;
    QLabel* title_ = nullptr;
    QLabel* subtitle_ = nullptr;
};

/// A label with a role of the stylesheet: "title", "heading", "caption", "quiet", "good", "amber", "bad".
QLabel* makeLabel(const QString& text, const char* role, QWidget* parent = nullptr, bool wraps = false);
/// Changes the role of a label that is shown already.
void setRole(QWidget& widget, const char* role);
/// A hairline.
QFrame* makeLine(QWidget* parent = nullptr);

} // namespace lorikeet
