#include "ui/dataset/data_page.h"

#include "ui/choice/model_choice.h"
#include "ui/dataset/bulk_panel.h"
#include "ui/dataset/caption_panel.h"
#include "ui/dataset/conversation_editor.h"
#include "ui/dataset/data_counts.h"
#include "ui/dataset/filter_bar.h"
#include "ui/dataset/gallery_bar.h"
#include "ui/dataset/gallery_menu.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/sample_panel.h"
#include "ui/import/dropped.h"
#include "ui/import/export_panel.h"
#include "ui/import/import_panel.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/format.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/while_alive.h"

#include <QCheckBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QShortcut>
#include <QStackedLayout>
#include <QStackedWidget>

namespace lorikeet {

void DataPage::connectParts()
{
    connect(&session_, &ProjectSession::opened, this, &DataPage::onOpened);
    connect(&session_, &ProjectSession::readingProgress, this, &DataPage::showReading);
    connect(&session_, &ProjectSession::completed, this, &DataPage::onCompleted);
    connect(&session_, &ProjectSession::working, this, &DataPage::showWork);
    connect(&session_, &ProjectSession::currentChanged, this, [this](size_t sample) {
        panel_->setSample(sample); // Even where the filter hides it: after an undo, or by another page.
        keepChoice();
    });
    connect(&session_, &ProjectSession::samplesChanged, this, &DataPage::onChanged);
    connect(&session_, &ProjectSession::factsChanged, gallery_->viewport(), qOverload<>(&QWidget::update));
    connect(samples_, &SampleList::reset, this, &DataPage::keepChoice);
    connect(&choice_, &ModelChoice::changed, this, [this] { panel_->setModel(choice_.settings()); });
    connect(filters_, &FilterBar::left, gallery_, [this] { gallery_->setFocus(); });
    connect(panel_, &SamplePanel::excludeToggled, this, &DataPage::toggleExcluded);
    connect(panel_, &SamplePanel::acceptRequested, this, [this] { review(Review::Accepted); });
    connect(panel_, &SamplePanel::rejectRequested, this, [this] { review(Review::Rejected); });
    connect(bulk_, &BulkPanel::closed, this, [this] { showSide(panel_); });
    connect(captions_, &CaptionPanel::closed, this, [this] { showSide(panel_); });
    connect(captions_, &CaptionPanel::reviewRequested, this, [this] {
        showSide(panel_);
        showFilter("origin:model is:unreviewed");
    });
    connect(export_, &ExportPanel::closed, this, [this] { showSide(panel_); });
    connect(import_, &ImportPanel::closed, this, &DataPage::showContents);
    connect(import_, &ImportPanel::done, this, &DataPage::showContents);
    countTimer_.setSingleShot(true);
    countTimer_.setInterval(250);
    connect(&countTimer_, &QTimer::timeout, this, [this] {
        if (session_.isOpen())
            session_.query<DataCounts>([](const DataView& view) { return countData(view); }, whileAlive(this, [this](const TaskResult<DataCounts>& result) {
                if (result.value)
                    showCounts(*result.value);
            }));
    });
    connectGallery();
}

void DataPage::connectGallery()
{
    connect(gallery_, &GalleryView::currentChanged, this, [this](int row) { choose(samples_->sampleAt(row)); });
    connect(gallery_, &GalleryView::excludeToggled, this, &DataPage::toggleExcluded);
    connect(gallery_, &GalleryView::excludeRequested, this, &DataPage::exclude);
    connect(gallery_, &GalleryView::acceptRequested, this, [this] { review(Review::Accepted); });
    connect(gallery_, &GalleryView::rejectRequested, this, [this] { review(Review::Rejected); });
    connect(gallery_, &GalleryView::selectionChanged, bulk_, &BulkPanel::onScopeChanged);
    connect(gallery_, &GalleryView::selectionChanged, captions_, &CaptionPanel::onScopeChanged);
    connect(gallery_, &GalleryView::editRequested, this, &DataPage::editAnswer);
    connect(gallery_, &GalleryView::menuRequested, this, &DataPage::showMenu);
    connect(galleryBar_, &GalleryBar::acceptRequested, this, [this] { review(Review::Accepted); });
    connect(galleryBar_, &GalleryBar::rejectRequested, this, [this] { review(Review::Rejected); });
    connect(galleryBar_, &GalleryBar::excludeToggled, this, &DataPage::toggleExcluded);
    const auto toggle = [this](QWidget* panel) { showSide(side_->currentWidget() == panel ? panel_ : panel); };
    connect(galleryBar_, &GalleryBar::changeManyRequested, this, [this, toggle] { toggle(bulk_); });
    connect(galleryBar_, &GalleryBar::captionRequested, this, [this, toggle] { toggle(captions_); });
}

void DataPage::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(QKeySequence("/"), [this] { filters_->focusLine(); });
    add(QKeySequence::Find, [this] { filters_->focusLine(); });
    add(QKeySequence::Replace, [this] { showSide(bulk_); });
    add(QKeySequence::Save, [this] { panel_->commit(); });
    add(QKeySequence::Undo, [this] { undo(); });
    for (const char* keys : {"Ctrl+Shift+Z", "Ctrl+Y"})
        add(QKeySequence(keys), [this] { redo(); });
    add(QKeySequence(Qt::Key_Escape), [this] { gallery_->setFocus(); });
}

void DataPage::activate()
{
    gallery_->setFocus();
}

void DataPage::deactivate()
{
    panel_->commit();
}

void DataPage::onOpened()
{
    const bool hasSamples = session_.isOpen() && !session_.samples().empty();
    showContents();
    if (session_.isOpen() && !hasSamples && !session_.issues().empty())
        empty_->setTexts(tr("Nothing of this data can be used yet"), tr("Check tells what is wrong with it, and how it is mended. Or add other data: the originals stay where they are."));
    else if (session_.isOpen() && !hasSamples)
        empty_->setTexts(tr("This project has no examples yet"), tr("Drop a folder of pictures, a table or a JSON file here, or choose one. The originals stay where they are."));
    gallery_->reload();
    Q_EMIT stepDone(hasSamples);
    if (!hasSamples) {
        panel_->setSample(std::nullopt);
        return;
    }
    panel_->setModel(choice_.settings());
    reviewedOnly_->setChecked(session_.project().trainingPolicy().reviewedOnly);
    reviewedOnly_->setEnabled(!session_.project().isReadOnly());
    header_->setSubtitle(tr("%1 examples").arg(formatCount(static_cast<int64_t>(session_.samples().size()))));
    showReading(0, session_.isComplete() ? 0 : session_.samples().size());
    panel_->setSample(session_.current());
    keepChoice();
    if (session_.isComplete())
        onCompleted();
}

void DataPage::showContents()
{
    stack_->setCurrentIndex(import_->isOffering() ? 2 : session_.isOpen() && !session_.samples().empty() ? 0 : 1);
    toWelcome_->setVisible(!session_.isOpen());
    addFirst_->setVisible(session_.isOpen());
    seeProblems_->setVisible(session_.isOpen() && !session_.issues().empty());
}

void DataPage::showImport(const QStringList& dropped)
{
    panel_->commit();
    import_->offer(dropped);
    stack_->setCurrentIndex(2);
}

void DataPage::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList paths = droppedPaths(*event->mimeData());
    if (!session_.isOpen() || paths.isEmpty() || isProject(paths)) // The window's to take: opens it, or begins a project.
        return event->ignore();
    event->acceptProposedAction();
    dropHint_->setGeometry(rect());
    dropHint_->raise();
    dropHint_->show();
}

void DataPage::dragLeaveEvent(QDragLeaveEvent*)
{
    dropHint_->hide();
}

void DataPage::dropEvent(QDropEvent* event)
{
    dropHint_->hide();
    event->acceptProposedAction();
    showImport(droppedPaths(*event->mimeData()));
}

void DataPage::onCompleted()
{
    showReading(0, 0);
    gallery_->refresh();
    countSoon();
}

void DataPage::showReading(size_t done, size_t total)
{
    const bool isReading = total > 0 && done < total;
    progressRow_->setVisible(isReading);
    galleryBar_->setEditable(!isReading && session_.canEdit());
    if (!isReading)
        return;
    progress_->setRange(0, static_cast<int>(total));
    progress_->setValue(static_cast<int>(done));
    progressText_->setText(tr("Reading captions: %1 of %2").arg(formatCount(static_cast<int64_t>(done)), formatCount(static_cast<int64_t>(total))));
    gallery_->refresh();
}

void DataPage::showWork(bool isWorking, const QString& text)
{
    if (!session_.isComplete())
        return;
    progressRow_->setVisible(isWorking && !text.isEmpty());
    progress_->setRange(0, 0);
    progressText_->setText(text);
}

void DataPage::countSoon()
{
    countTimer_.start();
}

void DataPage::showCounts(const DataCounts& counts)
{
    QStringList parts{tr("%1 examples").arg(formatCount(counts.samples)), tr("%1 pictures").arg(formatCount(counts.pictures)),
        tr("%1 % captioned").arg(sharePercent(counts.captioned, counts.samples)), tr("%1 % reviewed").arg(sharePercent(counts.reviewed, counts.samples))};
    header_->setSubtitle(parts.join(QStringLiteral("  ·  ")));
    const bool isReviewedOnly = reviewedOnly_->isChecked();
    const int64_t used = isReviewedOnly ? counts.trainableAccepted : counts.trainable;
    readiness_->setText(isReviewedOnly
            ? tr("A training would use the %1 accepted examples and not the other %2.").arg(formatCount(used), formatCount(counts.samples - used))
            : tr("A training would use %1 of %2 examples; with reviewed ones only, %3.").arg(formatCount(used), formatCount(counts.samples), formatCount(counts.trainableAccepted)));
    Q_EMIT stepDone(used > 0);
}

void DataPage::choose(size_t sample)
{
    session_.setCurrent(sample);
    if (panel_->sample() != sample)
        panel_->setSample(sample);
}

void DataPage::keepChoice()
{
    galleryStack_->setCurrentIndex(samples_->rowCount() > 0 || !session_.isOpen() ? 0 : 1);
    const int row = samples_->rowOf(session_.current());
    if (row >= 0 && gallery_->currentRow() != row)
        gallery_->setCurrentRow(row);
    else if (row < 0 && samples_->rowCount() > 0 && gallery_->currentRow() < 0)
        gallery_->setCurrentRow(0);
    bulk_->onScopeChanged();
    captions_->onScopeChanged();
}

void DataPage::showFilter(const QString& filter)
{
    filters_->setFilter(filter);
    gallery_->setFocus();
}

void DataPage::showCaptioning(const QString& filter)
{
    showContents();
    showFilter(filter);
    showSide(captions_);
    captions_->takeShown();
}

void DataPage::onChanged(const std::vector<size_t>& samples)
{
    countSoon();
    if (std::exchange(followsNext_, false) && !samples.empty())
        session_.setCurrent(samples.front());
}

void DataPage::toggleExcluded()
{
    panel_->commit();
    const std::vector<size_t> chosen = gallery_->chosenSamples();
    if (!chosen.empty() && session_.canEdit())
        session_.setExcluded(chosen, !session_.isExcluded(chosen.front())); // As the menu says it.
}

void DataPage::exclude()
{
    panel_->commit();
    if (const std::vector<size_t> chosen = gallery_->chosenSamples(); !chosen.empty() && session_.canEdit())
        session_.setExcluded(chosen, true);
}

void DataPage::review(Review review)
{
    panel_->commit();
    const std::vector<size_t> chosen = gallery_->chosenSamples();
    if (chosen.empty() || !session_.canEdit())
        return;
    const bool isTakenBack = session_.samples()[chosen.front()].review == review; // The same button once more.
    session_.runBulk(chosen, setReview(isTakenBack ? Review::None : review));
    if (chosen.size() == 1 && !isTakenBack && gallery_->hasFocus() && gallery_->currentRow() + 1 < samples_->rowCount())
        gallery_->setCurrentRow(gallery_->currentRow() + 1); // On to the next one that waits.
}

void DataPage::showSide(QWidget* panel)
{
    panel_->commit();
    side_->setCurrentWidget(panel);
    if (panel == bulk_)
        bulk_->begin();
    else if (panel == captions_)
        captions_->begin();
}

void DataPage::editAnswer()
{
    showSide(panel_);
    panel_->conversation().focusAnswer();
}

void DataPage::showMenu(const QPoint& globalPosition)
{
    panel_->commit();
    const std::vector<size_t> chosen = gallery_->chosenSamples();
    if (chosen.empty())
        return;
    auto* menu = new GalleryMenu(session_, chosen, this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu, &GalleryMenu::editRequested, this, &DataPage::editAnswer);
    connect(menu, &GalleryMenu::acceptRequested, this, [this] { review(Review::Accepted); });
    connect(menu, &GalleryMenu::rejectRequested, this, [this] { review(Review::Rejected); });
    connect(menu, &GalleryMenu::excludeToggled, this, &DataPage::toggleExcluded);
    connect(menu, &GalleryMenu::filterRequested, this, &DataPage::showFilter);
    menu->popup(globalPosition);
}

void DataPage::undo()
{
    panel_->commit();
    followsNext_ = session_.canUndo();
    session_.undo();
}

void DataPage::redo()
{
    panel_->commit();
    followsNext_ = session_.canRedo();
    session_.redo();
}

} // namespace lorikeet
