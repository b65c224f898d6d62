#pragma once
/// @file The Data page: all examples as pictures, one of them large with its conversation, and what is wrong with the data.

#include "ui/widgets/page.h"

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedLayout;

namespace lorikeet {

class EmptyState;
class GalleryView;
class PageHeader;
class ProblemPanel;
class ProjectSession;
class SampleList;
class SamplePanel;
class Theme;
class ThumbnailLoader;

class DataPage : public Page {
    Q_OBJECT

public:
    DataPage(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    ~DataPage() override;
    void activate() override;
    void deactivate() override;
    SampleList& samples() { return *samples_; }
    ThumbnailLoader& thumbnails() { return *thumbnails_; }

public Q_SLOTS:
    void undo();
    void redo();

private:
    void build();
    void connectParts();
    void addShortcuts();
    QWidget* buildFilterRow();
    void onOpened();
    void updateCounts();
    void fillDatasets();
    void choose(size_t sample);
    void keepChoice();
    void toggleExcluded();
    void onScanned(int fatalCount);

    ProjectSession& session_;
    Theme& theme_;
    ThumbnailLoader* thumbnails_;
    SampleList* samples_;
    PageHeader* header_;
    GalleryView* gallery_;
    SamplePanel* panel_;
    ProblemPanel* problems_;
    QLineEdit* words_;
    QComboBox* datasets_;
    QComboBox* filter_;
    QLabel* shownCount_;
    EmptyState* empty_;
    EmptyState* nothingFound_;
    QSplitter* splitter_;
    QStackedLayout* stack_;
    QStackedLayout* galleryStack_ = nullptr;
    bool isWalking_ = false;   ///< Undo or redo is going on: the page follows what it changes.
    bool isScanStale_ = false; ///< Samples changed since the last checks.
};

} // namespace lorikeet
