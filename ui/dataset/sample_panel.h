#pragma once
/// @file The chosen sample large: its pictures above its conversation, its tags, who wrote it and how long it is for the model.

#include <QSplitter>
#include <QTimer>

#include <optional>

class QLabel;

namespace lorikeet {

class ConversationEditor;
class ElidedLabel;
class IconButton;
class PictureView;
class ProjectSession;
class ReviewBar;
class TagsLine;
class Theme;
class TokenMeter;
struct EyeSettings;
struct TokenCount;

class SamplePanel : public QSplitter {
    Q_OBJECT

public:
    SamplePanel(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// Shows a sample; what was typed for the one before is saved first.
    void setSample(std::optional<size_t> index);
    std::optional<size_t> sample() const { return index_; }
    /// Saves what was typed.
    void commit();
    ConversationEditor& conversation() { return *conversation_; }
    PictureView& picture() { return *picture_; }
    /// What counts tokens.
    void setModel(const EyeSettings& settings);

Q_SIGNALS:
    void excludeToggled();
    void acceptRequested();
    void rejectRequested();

private:
    QWidget* buildTop(Theme& theme);
    QWidget* buildBottom();
    void showPicture(size_t which);
    void movePicture(int by);
    void refresh();
    void allowChanges();
    void showTokens(const TokenCount& count);
    ProjectSession& session_;
    PictureView* picture_;
    ElidedLabel* name_;
    QLabel* state_;
    QLabel* pictureCount_;
    IconButton* previous_;
    IconButton* next_;
    IconButton* earlier_;
    IconButton* later_;
    IconButton* exclude_;
    ConversationEditor* conversation_;
    TagsLine* tags_;
    ReviewBar* review_;
    QLabel* tokens_;
    TokenMeter* meter_;
    QTimer soon_; ///< The large picture follows when the walk through the gallery pauses.
    std::optional<size_t> index_;
    size_t shownPicture_ = 0;
};

} // namespace lorikeet
