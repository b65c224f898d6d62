#pragma once
/// @file The chosen sample large: its picture above its conversation.

#include <QSplitter>

#include <optional>

class QLabel;

namespace lorikeet {

class ConversationEditor;
class ElidedLabel;
class IconButton;
class PictureView;
class ProjectSession;
class Theme;

class SamplePanel : public QSplitter {
    Q_OBJECT

public:
    SamplePanel(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    void setSample(std::optional<size_t> index);
    ConversationEditor& conversation() { return *conversation_; }
    PictureView& picture() { return *picture_; }

Q_SIGNALS:
    void excludeToggled();

private:
    void showPicture(size_t which);
    void refresh();
    ProjectSession& session_;
    PictureView* picture_;
    ElidedLabel* name_;
    QLabel* state_;
    QLabel* pictureCount_;
    IconButton* previous_;
    IconButton* next_;
    IconButton* exclude_;
    ConversationEditor* conversation_;
    std::optional<size_t> index_;
    size_t shownPicture_ = 0;
};

} // namespace lorikeet
