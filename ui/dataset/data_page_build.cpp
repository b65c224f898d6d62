/// @file How the Data page is put together.
#include "ui/dataset/data_page.h"

#include "ui/dataset/bulk_panel.h"
#include "ui/dataset/caption_panel.h"
#include "ui/dataset/filter_bar.h"
#include "ui/dataset/gallery_bar.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/sample_panel.h"
#include "ui/dataset/thumbnail_loader.h"
#include "ui/dataset/thumbnail_store.h"
#include "ui/import/export_panel.h"
#include "ui/import/import_panel.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"

#include <QCheckBox>
#include <QLabel>
#include <QProgressBar>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

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

DataPage::DataPage(ProjectSession& session, ModelChoice& choice, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), choice_(choice), theme_(theme), thumbnails_(new ThumbnailLoader(firstPictures(session), ThumbnailStore::shared(), this)),
      samples_(new SampleList(session, this)), header_(new PageHeader(tr("Data"), {}, this)), filters_(new FilterBar(session, *samples_, theme, this)),
      gallery_(new GalleryView(session, *samples_, *thumbnails_, theme, this)), panel_(new SamplePanel(session, theme, this)),
      bulk_(new BulkPanel(session, *samples_, *gallery_, theme, this)),
      captions_(new CaptionPanel(session, *samples_, *gallery_, theme, this)),
      import_(new ImportPanel(session, theme, this)), export_(new ExportPanel(session, theme, this)), side_(new QStackedWidget(this)),
      dropHint_(makeLabel(tr("Drop it here to add it to the project"), "drop", this)), progressRow_(new QWidget(this)),
      progress_(new QProgressBar(this)), progressText_(makeLabel({}, "caption", this)), readiness_(makeLabel({}, "quiet", this)),
      reviewedOnly_(new QCheckBox(tr("Train on reviewed only"), this)),
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
    column->setSpacing(space::kS);
    buildHeader();
    column->addWidget(header_);
    auto* progressLine = new QHBoxLayout(progressRow_);
    progressLine->setContentsMargins(0, 0, 0, 0);
    progress_->setTextVisible(false);
    progressText_->setObjectName("progressText");
    progressLine->addWidget(progress_, 1);
    progressLine->addWidget(progressText_);
    progressRow_->setObjectName("progressRow");
    progressRow_->hide();
    column->addWidget(progressRow_);
    side_->setObjectName("side");
    side_->addWidget(panel_);
    side_->addWidget(bulk_);
    side_->addWidget(captions_);
    side_->addWidget(export_);
    for (Card* card : std::initializer_list<Card*>{export_, import_})
        card->body()->addStretch(1); // Their rows stay together at the top.
    splitter_->setHandleWidth(space::kM);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(buildGallery());
    splitter_->addWidget(side_);
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 2);
    splitter_->setSizes({640, 420});
    splitter_->restoreState(QSettings().value(kSplitterKey).toByteArray());
    panel_->restoreState(QSettings().value(kPanelKey).toByteArray());
    column->addWidget(splitter_, 1);
    column->addWidget(buildFoot());
    stack_->addWidget(contents);
    stack_->addWidget(empty_);
    auto* importing = new QScrollArea(this);
    importing->setWidget(import_);
    importing->setWidgetResizable(true);
    stack_->addWidget(importing);
    auto* toWelcome = empty_->addButton(tr("Go to Welcome"), "toWelcome");
    connect(toWelcome, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("welcome"); });
    auto* seeProblems = empty_->addButton(tr("See what is wrong"), "seeProblems");
    connect(seeProblems, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("check"); });
    auto* addFirst = empty_->addButton(tr("Add data…"), "addFirst");
    connect(addFirst, &QPushButton::clicked, this, [this] { showImport(); });
    toWelcome_ = toWelcome;
    addFirst_ = addFirst;
    seeProblems_ = seeProblems;
    auto* clear = nothingFound_->addButton(tr("Show all examples"), "clearFilter");
    connect(clear, &QPushButton::clicked, this, [this] { showFilter({}); });
}

void DataPage::buildHeader()
{
    const auto addButton = [this](const QString& name, const QString& text, auto action) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setProperty("role", "small");
        header_->addControl(button);
        connect(button, &QPushButton::clicked, this, action);
    };
    addButton("addData", tr("Add data…"), [this] { showImport(); });
    addButton("exportData", tr("Export…"), [this] {
        const std::vector<uint32_t>& shown = samples_->rows();
        export_->setShown(samples_->filter().isEmpty() ? std::vector<size_t>() : std::vector<size_t>(shown.begin(), shown.end()));
        showSide(export_);
    });
    setAcceptDrops(true);
    dropHint_->setAlignment(Qt::AlignCenter);
    dropHint_->hide();
    auto* statistics = new LinkButton(tr("Statistics"), this);
    statistics->setObjectName("toStatistics");
    connect(statistics, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("statistics"); });
    header_->addControl(statistics);
}

QWidget* DataPage::buildGallery()
{
    auto* card = new Card(this);
    card->body()->setContentsMargins(space::kS, space::kS, 2, space::kXs);
    card->body()->setSpacing(space::kXs);
    gallery_->setObjectName("gallery");
    card->body()->addWidget(filters_);
    galleryStack_ = new QStackedLayout;
    galleryStack_->addWidget(gallery_);
    galleryStack_->addWidget(nothingFound_);
    card->body()->addLayout(galleryStack_, 1);
    galleryBar_ = new GalleryBar(*gallery_, theme_, card);
    card->body()->addWidget(galleryBar_);
    return card;
}

QWidget* DataPage::buildFoot()
{
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kM);
    reviewedOnly_->setObjectName("reviewedOnly");
    reviewedOnly_->setToolTip(tr("Only examples whose answer was accepted are trained on"));
    readiness_->setObjectName("readiness");
    readiness_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* next = new PrimaryButton(tr("Check the data"), foot);
    next->setObjectName("toCheck");
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("check"); });
    connect(reviewedOnly_, &QCheckBox::clicked, this, [this](bool isOn) {
        guarded(&session_, &ProjectSession::problem, [&] { session_.setReviewedOnly(isOn); });
        countSoon();
    });
    row->addWidget(reviewedOnly_);
    row->addWidget(readiness_, 1);
    row->addWidget(next);
    return foot;
}

} // namespace lorikeet
