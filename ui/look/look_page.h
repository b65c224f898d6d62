#pragma once
/// @file The Look page: one example as the model gets it, made by the same Processor that trains.

#include "ui/widgets/page.h"

#include <memory>
#include <vector>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QSplitter;
class QStackedLayout;

namespace lorikeet {

class ChipView;
class ConversationCard;
class EmptyState;
class IconButton;
class LookWorker;
class ModelChoice;
class PageHeader;
class PicturePair;
class ProjectSession;
class SampleMeasure;
class Theme;
struct LookResult;

class LookPage : public Page {
    Q_OBJECT

public:
    LookPage(ProjectSession& session, ModelChoice& choice, Theme& theme, QWidget* parent = nullptr);
    ~LookPage() override;
    void activate() override;
    ChipView& chips();

Q_SIGNALS:
    /// A sample is shown whole.
    void shown(size_t sample);
    /// The user wants to train with these limits.
    void planRequested(int cutoffLen, qint64 imageMaxPixels);

private:
    void build();
    QWidget* buildFoot();
    void addMeasuring(QHBoxLayout& row);
    void addShortcuts();
    void onOpened();
    void onSettings();
    void walk(int by);
    void showSample(size_t sample);
    void onLooked(const std::shared_ptr<const LookResult>& result);
    void jumpToLargest(bool isByPictures);
    void jumpAmong(const std::vector<int32_t>& costs);
    void jumpToRandom();
    bool canLook() const;

    ProjectSession& session_;
    ModelChoice& choice_;
    Theme& theme_;
    LookWorker* worker_;
    SampleMeasure* measure_;
    PageHeader* header_;
    PicturePair* pictures_;
    ConversationCard* conversation_;
    QLabel* position_;
    QLabel* measuring_;
    QProgressBar* bar_;
    IconButton* stop_;
    QSplitter* splitter_;
    EmptyState* empty_;
    QStackedLayout* stack_;
    bool wantsPictures_ = false; ///< What is being measured for.
    bool isStale_ = true;
};

} // namespace lorikeet
