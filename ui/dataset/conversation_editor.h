#pragma once
/// @file The conversation of one sample, editable turn by turn. What is typed goes into the journal after a pause, when the focus leaves, and on commit().

#include "core/data/sample.h"
#include "ui/dataset/drafts.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace lorikeet {

class LinkButton;
class ProjectSession;
class Theme;
class TurnBox;
class TurnEdit;

class ConversationEditor : public QWidget {
    Q_OBJECT

public:
    ConversationEditor(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    ~ConversationEditor() override;

    /// Shows a sample; what was typed for the one before is saved first.
    void setSample(std::optional<size_t> index);
    /// Saves what was typed, also what could not be saved before.
    void commit();
    /// Puts the cursor into the last answer.
    void focusAnswer();
    /// The sample as it stands in the boxes, saved or not.
    std::optional<Sample> shown() const;

Q_SIGNALS:
    /// The boxes say something else than before.
    void shownChanged();

private:
    void refresh();
    void fillTurns(const std::vector<Message>& messages);
    TurnBox* addBox();
    void showLinks();
    SampleContent contentInBoxes(SampleContent content) const;
    std::optional<size_t> index() const { return indexOf(session_, sample_); }
    void keepTyped();
    void save(size_t index, const SampleContent& typed, std::function<void(bool)> done);
    void tellUnsaved();
    void onTyped();
    void onSamplesChanged(const std::vector<size_t>& samples);
    /// Commits what is typed, lets `change` work on the content and records it as one step.
    void change(const QString& label, const std::function<void(SampleContent&)>& change);

    ProjectSession& session_;
    Theme& theme_;
    QVBoxLayout* column_;
    QVBoxLayout* turnColumn_;
    QLabel* systemLabel_;
    TurnEdit* system_;
    QLabel* worseLabel_;
    TurnEdit* worse_;
    LinkButton* add_;
    LinkButton* addSystem_;
    LinkButton* addWorse_;
    std::vector<TurnBox*> boxes_; ///< The first turnCount_ are in use.
    size_t turnCount_ = 0;
    std::optional<SampleRef> sample_;
    Drafts<SampleContent> drafts_; ///< Of their texts.
    QTimer pause_;
    bool isFilling_ = false;
    bool isDirty_ = false; ///< Something was typed since the last draft.
};

} // namespace lorikeet
