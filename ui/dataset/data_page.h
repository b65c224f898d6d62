#pragma once
/// @file The Data page: all examples as pictures, found by a filter, one of them large with its conversation, and what changes many at once.

#include "ui/widgets/page.h"

#include <QTimer>

class QCheckBox;
class QLabel;
class QProgressBar;
class QSplitter;
class QStackedLayout;
class QStackedWidget;

namespace lorikeet {

class BulkPanel;
class CaptionPanel;
class Card;
class EmptyState;
class FilterBar;
class GalleryBar;
class ExportPanel;
class GalleryView;
class ImportPanel;
class ModelChoice;
class PageHeader;
class ProjectSession;
class SampleList;
class SamplePanel;
class Theme;
class ThumbnailLoader;
enum class Review;
struct DataCounts;

class DataPage : public Page {
    Q_OBJECT

public:
    DataPage(ProjectSession& session, ModelChoice& choice, Theme& theme, QWidget* parent = nullptr);
    ~DataPage() override;
    void activate() override;
    void deactivate() override;
    SampleList& samples() { return *samples_; }
    ThumbnailLoader& thumbnails() { return *thumbnails_; }
    /// Offers what was dropped to be added to the project; nothing = the user chooses.
    void showImport(const QStringList& dropped = {});
    /// Shows what a filter takes, on its first sample.
    void showFilter(const QString& filter);
    /// The same, with "Caption with AI" open for what is shown.
    void showCaptioning(const QString& filter);

public Q_SLOTS:
    void undo();
    void redo();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    QWidget* buildGallery();
    QWidget* buildFoot();
    void buildHeader();
    void connectParts();
    void connectGallery();
    void addShortcuts();
    void onOpened();
    void onCompleted();
    void onChanged(const std::vector<size_t>& samples);
    void showReading(size_t done, size_t total);
    void showWork(bool isWorking, const QString& text);
    void countSoon();
    void showContents();
    void showCounts(const DataCounts& counts);
    void choose(size_t sample);
    void keepChoice();
    void toggleExcluded();
    void exclude();
    void editAnswer();
    void review(Review review);
    /// The panel at the right: the sample's, or one that changes many.
    void showSide(QWidget* panel);
    void showMenu(const QPoint& globalPosition);

    ProjectSession& session_;
    ModelChoice& choice_;
    Theme& theme_;
    ThumbnailLoader* thumbnails_;
    SampleList* samples_;
    PageHeader* header_;
    FilterBar* filters_;
    GalleryView* gallery_;
    GalleryBar* galleryBar_ = nullptr;
    SamplePanel* panel_;
    BulkPanel* bulk_;
    CaptionPanel* captions_;
    ImportPanel* import_;
    ExportPanel* export_;
    QStackedWidget* side_;
    QLabel* dropHint_;
    QWidget* progressRow_;
    QProgressBar* progress_;
    QLabel* progressText_;
    QLabel* readiness_;
    QCheckBox* reviewedOnly_;
    EmptyState* empty_;
    EmptyState* nothingFound_;
    QWidget* toWelcome_ = nullptr;
    QWidget* addFirst_ = nullptr;
    QWidget* seeProblems_ = nullptr; ///< Where the data is there, but none of it can be used.
    QSplitter* splitter_;
    QStackedLayout* stack_;
    QStackedLayout* galleryStack_ = nullptr;
    QTimer countTimer_;
    bool followsNext_ = false; ///< Undo or redo is going on: the page shows what it changes.
};

} // namespace lorikeet
