#pragma once
/// @file The Look page: one example as the model gets it, made by the same Processor that trains.

#include "ui/widgets/page.h"

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QVBoxLayout;

namespace lorikeet {

struct SeenImage;

class Card;
class ChipView;
class ElidedLabel;
class EmptyState;
class LookWorker;
class PageHeader;
class PatchView;
class PictureView;
class ProjectSession;
class Theme;
struct Issue;
struct LookResult;
struct SampleCosts;

class LookPage : public Page {
    Q_OBJECT

public:
    LookPage(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    ~LookPage() override;
    void activate() override;
    ChipView& chips() { return *chips_; }

Q_SIGNALS:
    /// A sample is shown whole.
    void shown(size_t sample);

private:
    void build();
    QWidget* buildPictures();
    QWidget* buildConversation();
    QWidget* buildFoot();
    void addShortcuts();
    void fillModels();
    void onOpened();
    void walk(int by);
    void showSample(size_t sample);
    void onLooked(const LookResult& result);
    void showPictures(const LookResult& result);
    void showPicture(int which);
    void showTokens(const SeenImage& image);
    void showIssues(const std::vector<Issue>& issues);
    void jumpToLargest(std::vector<int> SampleCosts::* cost);
    void jumpToRandom();

    ProjectSession& session_;
    Theme& theme_;
    LookWorker* worker_;
    PageHeader* header_;
    QComboBox* models_;
    PictureView* original_;
    PatchView* seen_;
    ElidedLabel* originalName_;
    QLabel* originalFacts_;
    QLabel* seenFacts_;
    QLabel* cost_;
    ChipView* chips_;
    QLabel* counts_;
    QWidget* issues_;
    QVBoxLayout* issueColumn_;
    QLabel* position_;
    QLabel* measuring_;
    QProgressBar* bar_;
    QWidget* pictureSwitch_;
    QLabel* pictureCount_;
    Card* originalCard_;
    Card* seenCard_;
    QSplitter* splitter_;
    EmptyState* empty_;
    QStackedLayout* stack_;
    std::shared_ptr<LookResult> shown_;
    int picture_ = 0;
    bool isStale_ = true;
};

} // namespace lorikeet
