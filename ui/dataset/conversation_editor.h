#pragma once
/// @file The conversation of one sample, editable turn by turn. What is typed goes into the journal after a pause, when the focus leaves, and on commit().

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace lorikeet {

class LinkButton;
class ProjectSession;
class Theme;
class TurnEdit;
enum class Role;

class ConversationEditor : public QWidget {
    Q_OBJECT

public:
    ConversationEditor(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);

    /// Shows a sample; what was typed for the one before is saved first.
    void setSample(std::optional<size_t> index);
    /// Saves what was typed.
    void commit();
    /// Puts the cursor into the last answer.
    void focusAnswer();

private:
    struct Turn {
        Role role;
        QWidget* box;
        QLabel* who;
        TurnEdit* edit;
    };
    void rebuild();
    void addTurn(Role role, const QString& text);
    void clearTurns();
    void takeTexts();
    void onTyped();
    void onSamplesChanged(const std::vector<size_t>& samples);
    void appendPair();
    void removeLast();

    ProjectSession& session_;
    Theme& theme_;
    QVBoxLayout* column_;
    TurnEdit* system_;
    QLabel* systemLabel_;
    LinkButton* addSystem_;
    LinkButton* add_;
    LinkButton* remove_;
    std::vector<Turn> turns_;
    std::optional<size_t> index_;
    QTimer pause_;
    bool isFilling_ = false;
    bool isDirty_ = false;
};

} // namespace lorikeet
