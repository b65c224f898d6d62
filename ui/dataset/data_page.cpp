#include "ui/dataset/data_page.h"

#include "ui/dataset/conversation_editor.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/issue_model.h"
#include "ui/dataset/issue_scan.h"
#include "ui/dataset/problem_panel.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/sample_panel.h"
#include "ui/dataset/thumbnail_loader.h"
#include "ui/dataset/thumbnail_store.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/format.h"
#include "ui/widgets/page_header.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <set>

namespace lorikeet {
namespace {
constexpr const char* kSplitterKey = "data/splitter";
constexpr const char* kPanelKey = "data/panel";

ThumbnailLoader::PathOf firstPictures(const ProjectSession& session)
{
    static const std::string kNone;
    return [&session](uint32_t sample) -> const std::string& {
        return sample < session.samples().size() && !session.samples()[sample].images.empty() ? session.samples()[sample].images.front() : kNone;
    };
}
} // namespace

DataPage::DataPage(ProjectSession& session, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), theme_(theme), thumbnails_(new ThumbnailLoader(firstPictures(session), ThumbnailStore::shared(), this)),
      samples_(new SampleList(session, this)), header_(new PageHeader(tr("Data"), {}, this)),
      gallery_(new GalleryView(session, *samples_, *thumbnails_, theme, this)),
      panel_(new SamplePanel(session, theme, this)), problems_(new ProblemPanel(session, theme, this)), words_(new QLineEdit(this)),
      datasets_(new QComboBox(this)), filter_(new QComboBox(this)), shownCount_(makeLabel({}, "caption", this)),
      empty_(new EmptyState(theme, "data", tr("No examples yet"), tr("This page shows every picture with what the model should answer. Open a project or try the sample: both are on the Welcome page."), this)),
      nothingFound_(new EmptyState(theme, "search", tr("Nothing matches"), tr("No example has all of these words and settings."), this)),
      splitter_(new QSplitter(Qt::Horizontal, this)), stack_(new QStackedLayout(this))
{
    build();
    connectParts();
    addShortcuts();
    onOpened();
}

DataPage::~DataPage()
{
    QSettings().setValue(kSplitterKey, splitter_->saveState());
    QSettings().setValue(kPanelKey, panel_->saveState());
}

void DataPage::build()
{
    auto* contents = new QWidget(this);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    column->addWidget(header_);
    auto* grid = new Card(splitter_);
    grid->body()->setContentsMargins(space::kS, space::kS, 2, space::kS);
    grid->body()->addWidget(buildFilterRow());
    galleryStack_ = new QStackedLayout;
    galleryStack_->addWidget(gallery_);
    galleryStack_->addWidget(nothingFound_);
    grid->body()->addLayout(galleryStack_, 1);
    splitter_->setHandleWidth(space::kM);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(grid);
    splitter_->addWidget(panel_);
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 2);
    splitter_->setSizes({600, 400});
    splitter_->restoreState(QSettings().value(kSplitterKey).toByteArray());
    panel_->restoreState(QSettings().value(kPanelKey).toByteArray());
    column->addWidget(splitter_, 1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(space::kM);
    auto* next = new PrimaryButton(tr("See what the model sees"), this);
    next->setObjectName("toLook");
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("look"); });
    foot->addWidget(problems_, 1);
    foot->addWidget(next, 0, Qt::AlignBottom);
    column->addLayout(foot);
    stack_->addWidget(contents);
    stack_->addWidget(empty_);
    auto* toWelcome = empty_->addButton(tr("Go to Welcome"), "toWelcome");
    connect(toWelcome, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("welcome"); });
    auto* clear = nothingFound_->addButton(tr("Show all examples"), "clearFilter");
    connect(clear, &QPushButton::clicked, this, [this] {
        words_->clear();
        filter_->setCurrentIndex(0);
        datasets_->setCurrentIndex(0);
    });
    gallery_->setObjectName("gallery");
}

QWidget* DataPage::buildFilterRow()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(space::kXs, 0, space::kS, 0);
    row->setSpacing(space::kS);
    words_->setObjectName("filterWords");
    words_->setPlaceholderText(tr("Search words or file names  ( / )"));
    words_->setAccessibleName(tr("Search words or file names"));
    words_->setClearButtonEnabled(true);
    datasets_->setObjectName("filterDataset");
    datasets_->setAccessibleName(tr("Data set"));
    filter_->setObjectName("filterKind");
    filter_->setAccessibleName(tr("Which examples"));
    filter_->addItem(tr("All examples"), static_cast<int>(SampleFilter::All));
    filter_->addItem(tr("Edited"), static_cast<int>(SampleFilter::Edited));
    filter_->addItem(tr("Left out"), static_cast<int>(SampleFilter::LeftOut));
    filter_->addItem(tr("With findings"), static_cast<int>(SampleFilter::WithProblems));
    filter_->addItem(tr("Without an answer"), static_cast<int>(SampleFilter::NoAnswer));
    row->addWidget(words_, 1);
    row->addWidget(datasets_);
    row->addWidget(filter_);
    row->addWidget(shownCount_);
    shownCount_->setObjectName("shownCount");
    return bar;
}

void DataPage::connectParts()
{
    connect(&session_, &ProjectSession::opened, this, &DataPage::onOpened);
    connect(samples_, &SampleList::reset, this, &DataPage::keepChoice);
    connect(words_, &QLineEdit::textChanged, samples_, &SampleList::setWords);
    connect(words_, &QLineEdit::returnPressed, gallery_, [this] { gallery_->setFocus(); });
    connect(filter_, &QComboBox::currentIndexChanged, samples_, [this] { samples_->setFilter(static_cast<SampleFilter>(filter_->currentData().toInt())); });
    connect(datasets_, &QComboBox::currentIndexChanged, samples_, [this] { samples_->setDataset(datasets_->currentData().toString()); });
    connect(gallery_, &GalleryView::currentChanged, this, [this](int row) { choose(samples_->sampleAt(row)); });
    connect(gallery_, &GalleryView::excludeToggled, this, &DataPage::toggleExcluded);
    connect(gallery_, &GalleryView::editRequested, this, [this] { panel_->conversation().focusAnswer(); });
    connect(panel_, &SamplePanel::excludeToggled, this, &DataPage::toggleExcluded);
    connect(problems_, &ProblemPanel::scanned, this, &DataPage::onScanned);
    connect(problems_, &ProblemPanel::sampleChosen, this, [this](size_t sample) {
        if (samples_->rowOf(sample) < 0)
            words_->clear(), filter_->setCurrentIndex(0), datasets_->setCurrentIndex(0);
        session_.setCurrent(sample);
    });
    connect(&problems_->scan(), &IssueScan::problem, this, &Page::problem);
    connect(&session_, &ProjectSession::currentChanged, this, [this] { keepChoice(); });
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        isScanStale_ = true;
        if (isWalking_)
            session_.setCurrent(samples.front());
    });
}

void DataPage::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(QKeySequence("/"), [this] { words_->setFocus(Qt::ShortcutFocusReason); words_->selectAll(); });
    add(QKeySequence::Save, [this] { panel_->conversation().commit(); });
    add(QKeySequence::Undo, [this] { undo(); });
    for (const char* keys : {"Ctrl+Shift+Z", "Ctrl+Y"})
        add(QKeySequence(keys), [this] { redo(); });
    auto* leave = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    leave->setContext(Qt::WidgetWithChildrenShortcut);
    connect(leave, &QShortcut::activated, gallery_, [this] { gallery_->setFocus(); });
}

void DataPage::activate()
{
    gallery_->setFocus();
    if (isScanStale_ && session_.isOpen())
        problems_->scan().start();
    isScanStale_ = false;
}

void DataPage::deactivate()
{
    panel_->conversation().commit();
}

void DataPage::onOpened()
{
    const bool hasSamples = session_.isOpen() && !session_.samples().empty();
    stack_->setCurrentIndex(hasSamples ? 0 : 1);
    if (session_.isOpen() && !hasSamples)
        empty_->setTexts(tr("This project has no examples yet"), tr("Add pictures to it: \"New from pictures…\" on the Welcome page takes a folder of pictures, a JSON file or a folder with dataset_info.json."));
    gallery_->reload();
    panel_->setSample(std::nullopt);
    if (!hasSamples)
        return;
    fillDatasets();
    panel_->setSample(session_.current());
    keepChoice();
    problems_->scan().start();
}

void DataPage::fillDatasets()
{
    std::set<std::string> names;
    std::set<std::string> pictures;
    for (const Sample& sample : session_.samples()) {
        names.insert(sample.dataset);
        pictures.insert(sample.images.begin(), sample.images.end());
    }
    datasets_->clear();
    datasets_->addItem(tr("All data"), QString());
    for (const std::string& name : names)
        datasets_->addItem(QString::fromStdString(name), QString::fromStdString(name));
    datasets_->setVisible(names.size() > 1);
    header_->setSubtitle(tr("%1 examples with %2 pictures. Click one to read and change what the model should answer.")
                             .arg(formatCount(static_cast<int64_t>(session_.samples().size())), formatCount(static_cast<int64_t>(pictures.size()))));
}

void DataPage::updateCounts()
{
    const auto all = static_cast<int64_t>(session_.samples().size());
    const int64_t shown = samples_->rowCount();
    shownCount_->setText(shown == all ? formatCount(all) : tr("%1 of %2").arg(formatCount(shown), formatCount(all)));
    galleryStack_->setCurrentIndex(shown > 0 ? 0 : 1);
}

void DataPage::choose(size_t sample)
{
    session_.setCurrent(sample);
    panel_->setSample(sample);
}

void DataPage::keepChoice()
{
    updateCounts();
    const int row = samples_->rowOf(session_.current());
    if (row >= 0 && gallery_->currentRow() != row)
        gallery_->setCurrentRow(row);
}

void DataPage::toggleExcluded()
{
    const std::vector<size_t> chosen = gallery_->chosenSamples();
    panel_->conversation().commit();
    session_.setExcluded(chosen, !session_.isExcluded(session_.current()));
}

void DataPage::undo()
{
    panel_->conversation().commit();
    isWalking_ = true;
    session_.undo();
    isWalking_ = false;
}

void DataPage::redo()
{
    panel_->conversation().commit();
    isWalking_ = true;
    session_.redo();
    isWalking_ = false;
}

void DataPage::onScanned(int fatalCount)
{
    std::vector<size_t> affected;
    for (const Issue& issue : problems_->scan().issues())
        affected.push_back(issue.sample);
    samples_->setProblemSamples(affected);
    Q_EMIT stepDone(fatalCount == 0);
}

} // namespace lorikeet
