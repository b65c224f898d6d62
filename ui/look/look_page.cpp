#include "ui/look/look_page.h"

#include "ui/look/chip_view.h"
#include "ui/look/look_worker.h"
#include "ui/look/patch_view.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/format.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/page_header.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

constexpr const char* kSplitterKey = "look/splitter";

QString sizeText(const Size& size)
{
    return QStringLiteral("%1 × %2").arg(size.width).arg(size.height);
}

} // namespace

LookPage::LookPage(ProjectSession& session, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), theme_(theme), worker_(new LookWorker(session, this)),
      header_(new PageHeader(tr("Look"), tr("What the model gets, made by the same code that trains."), this)), models_(new QComboBox(this)),
      original_(new PictureView(this)), seen_(new PatchView(theme, this)), originalName_(new ElidedLabel(this)),
      originalFacts_(makeLabel({}, "caption", this)), seenFacts_(makeLabel({}, "caption", this)), cost_(makeLabel({}, "heading", this)),
      chips_(new ChipView(theme, this)), counts_(makeLabel({}, "caption", this)), issues_(new QWidget(this)), issueColumn_(new QVBoxLayout(issues_)),
      position_(makeLabel({}, "quiet", this)), measuring_(makeLabel({}, "caption", this)), bar_(new QProgressBar(this)),
      pictureSwitch_(new QWidget(this)), pictureCount_(makeLabel({}, "caption", this)), originalCard_(nullptr), seenCard_(nullptr),
      splitter_(new QSplitter(Qt::Horizontal, this)),
      empty_(new EmptyState(theme, "look", tr("Nothing to look at yet"), tr("This page shows an example as the model gets it: the resized picture, what it costs, and every token. Open a project with examples and a model first."), this)),
      stack_(new QStackedLayout(this))
{
    build();
    addShortcuts();
    connect(&session_, &ProjectSession::opened, this, &LookPage::onOpened);
    connect(&session_, &ProjectSession::currentChanged, this, [this](size_t sample) {
        isStale_ = true;
        if (isVisible())
            showSample(sample);
    });
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        isStale_ = isStale_ || std::find(samples.begin(), samples.end(), session_.current()) != samples.end();
    });
    connect(worker_, &LookWorker::looked, this, &LookPage::onLooked);
    connect(worker_, &LookWorker::problem, this, &Page::problem);
    connect(worker_, &LookWorker::measuring, this, [this](size_t done, size_t total) {
        measuring_->setText(tr("Measuring %1 of %2 examples").arg(formatCount(static_cast<int64_t>(done)), formatCount(static_cast<int64_t>(total))));
        bar_->setRange(0, static_cast<int>(total));
        bar_->setValue(static_cast<int>(done));
        measuring_->show();
        bar_->show();
    });
    connect(worker_, &LookWorker::measured, this, [this] {
        measuring_->hide();
        bar_->hide();
    });
    connect(models_, &QComboBox::currentIndexChanged, this, [this] {
        worker_->setModel(models_->currentData().toString(), "auto");
        isStale_ = true;
        if (isVisible() && models_->currentIndex() >= 0)
            showSample(session_.current());
    });
    onOpened();
}

LookPage::~LookPage()
{
    QSettings().setValue(kSplitterKey, splitter_->saveState());
}

void LookPage::build()
{
    auto* contents = new QWidget(this);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    models_->setObjectName("lookModel");
    models_->setAccessibleName(tr("Model that looks"));
    auto* grid = new QPushButton(tr("Patches"), this);
    theme_.setIcon(*grid, "expensive");
    grid->setToolTip(tr("Show the grid of patches (G)"));
    grid->setObjectName("showGrid");
    grid->setCheckable(true);
    grid->setChecked(true);
    grid->setShortcut(QKeySequence("G"));
    connect(grid, &QPushButton::toggled, seen_, &PatchView::setGridShown);
    header_->addControl(grid);
    header_->addControl(makeLabel(tr("Seen by"), "quiet", this));
    header_->addControl(models_);
    column->addWidget(header_);
    splitter_->setHandleWidth(space::kM);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(buildPictures());
    splitter_->addWidget(buildConversation());
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 2);
    splitter_->setSizes({620, 420});
    splitter_->restoreState(QSettings().value(kSplitterKey).toByteArray());
    column->addWidget(splitter_, 1);
    column->addWidget(buildFoot());
    stack_->addWidget(contents);
    stack_->addWidget(empty_);
    auto* toWelcome = empty_->addButton(tr("Go to Welcome"), "toWelcome");
    connect(toWelcome, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("welcome"); });
}

QWidget* LookPage::buildPictures()
{
    auto* pair = new QWidget(this);
    auto* row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kM);
    originalCard_ = new Card(tr("Your picture"), pair);
    originalCard_->body()->addWidget(originalName_);
    originalName_->setProperty("role", "quiet");
    originalCard_->body()->addWidget(original_, 1);
    originalCard_->body()->addWidget(originalFacts_);
    auto* switchRow = new QHBoxLayout(pictureSwitch_);
    switchRow->setContentsMargins(0, 0, 0, 0);
    auto* previous = new IconButton(theme_, "previous", tr("Previous picture of this example"), pictureSwitch_);
    auto* next = new IconButton(theme_, "next", tr("Next picture of this example"), pictureSwitch_);
    for (QWidget* widget : std::initializer_list<QWidget*>{previous, pictureCount_, next})
        switchRow->addWidget(widget);
    originalCard_->addToHeader(pictureSwitch_);
    connect(previous, &QToolButton::clicked, this, [this] { showPicture(picture_ - 1); });
    connect(next, &QToolButton::clicked, this, [this] { showPicture(picture_ + 1); });
    seenCard_ = new Card(tr("What the model gets"), pair);
    cost_->setObjectName("pictureCost");
    seenCard_->body()->addWidget(cost_);
    seenCard_->body()->addWidget(seen_, 1);
    seenCard_->body()->addWidget(seenFacts_);
    for (QLabel* label : {originalFacts_, seenFacts_})
        label->setWordWrap(true);
    row->addWidget(originalCard_, 1);
    row->addWidget(seenCard_, 1);
    return pair;
}

QWidget* LookPage::buildConversation()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    auto* card = new Card(tr("The conversation, token by token"), side);
    card->setSubtitle(tr("Grey is only read. Underlined is learned: what the model is taught to say."));
    card->body()->addWidget(chips_, 1);
    counts_->setObjectName("tokenCounts");
    counts_->setWordWrap(true);
    card->body()->addWidget(counts_);
    chips_->setObjectName("chips");
    issueColumn_->setContentsMargins(0, 0, 0, 0);
    issueColumn_->setSpacing(space::kS);
    column->addWidget(card, 1);
    column->addWidget(issues_);
    return side;
}

QWidget* LookPage::buildFoot()
{
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    const auto button = [&](const QString& icon, const QString& text, const QString& name, auto action) {
        auto* made = new QPushButton(text, foot);
        made->setObjectName(name);
        theme_.setIcon(*made, icon);
        connect(made, &QPushButton::clicked, this, action);
        row->addWidget(made);
    };
    button("previous", tr("Back"), "lookBack", [this] { walk(-1); });
    button("next", tr("Next"), "lookNext", [this] { walk(1); });
    row->addWidget(position_);
    row->addSpacing(space::kM);
    button("longest", tr("The longest"), "lookLongest", [this] { jumpToLargest(&SampleCosts::tokens); });
    button("expensive", tr("The most expensive picture"), "lookExpensive", [this] { jumpToLargest(&SampleCosts::pictureTokens); });
    button("random", tr("A random one"), "lookRandom", [this] { jumpToRandom(); });
    bar_->setTextVisible(false);
    row->addWidget(measuring_);
    row->addWidget(bar_);
    measuring_->hide();
    bar_->hide();
    row->addStretch(1);
    auto* next = new PrimaryButton(tr("Plan the training"), foot);
    next->setObjectName("toPlan");
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("plan"); });
    row->addWidget(next);
    return foot;
}

void LookPage::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(Qt::Key_Left, [this] { walk(-1); });
    add(Qt::Key_Right, [this] { walk(1); });
    add(Qt::Key_R, [this] { jumpToRandom(); });
}

void LookPage::activate()
{
    chips_->setFocus();
    if (isStale_)
        showSample(session_.current());
    Q_EMIT stepDone(session_.isOpen() && models_->count() > 0);
}

void LookPage::onOpened()
{
    shown_.reset();
    isStale_ = true;
    fillModels();
    const bool canLook = session_.isOpen() && !session_.samples().empty() && models_->count() > 0;
    stack_->setCurrentIndex(canLook ? 0 : 1);
    if (canLook && isVisible())
        showSample(session_.current());
}

void LookPage::fillModels()
{
    const QSignalBlocker blocker(models_);
    models_->clear();
    if (!session_.isOpen())
        return;
    for (const ProjectModel& model : session_.project().models())
        models_->addItem(QString::fromStdString(model.name), QString::fromStdString(model.path));
    // A model that sees is the better start: text-only ones come first by name only.
    const bool hasPictures = std::any_of(session_.samples().begin(), session_.samples().end(), [](const Sample& s) { return !s.images.empty(); });
    for (int i = 0; hasPictures && i < models_->count(); ++i) {
        bool sees = false;
        guarded([&] {
            const std::string folder = models_->itemData(i).toString().toStdString();
            sees = familyFor(readModelConfig(folder), folder).seesPictures();
        }, [this, i](const QString& message, const QString&) { models_->setItemData(i, message, Qt::ToolTipRole); });
        if (sees) {
            models_->setCurrentIndex(i);
            break;
        }
    }
    worker_->setModel(models_->currentData().toString(), "auto");
}

void LookPage::walk(int by)
{
    const auto count = static_cast<int64_t>(session_.samples().size());
    const int64_t next = static_cast<int64_t>(session_.current()) + by;
    if (next >= 0 && next < count)
        session_.setCurrent(static_cast<size_t>(next));
}

void LookPage::showSample(size_t sample)
{
    if (sample >= session_.samples().size())
        return;
    isStale_ = false;
    position_->setText(tr("%1 of %2").arg(formatCount(static_cast<int64_t>(sample) + 1), formatCount(static_cast<int64_t>(session_.samples().size()))));
    worker_->look(sample);
}

void LookPage::onLooked(const LookResult& result)
{
    if (result.sample != session_.current())
        return;
    shown_ = std::make_shared<LookResult>(result);
    const Processor& processor = *result.processor;
    chips_->setChips(makeTokenChips(result.encoded, processor.tokenizer(), processor.images() != nullptr ? processor.images()->imageToken() : std::string()));
    const int learned = result.encoded.learnedTokens();
    counts_->setText(tr("%1 tokens, %2 of them learned. Conversation format: %3.")
                         .arg(formatCount(static_cast<int64_t>(result.encoded.ids.size())), formatCount(learned), QString::fromStdString(processor.chatTemplate().name)));
    showPictures(result);
    std::vector<Issue> issues = result.encoded.issues;
    QStringList notes;
    for (const Issue& note : processor.templateNotes()) {
        notes << translated(note.message);
        if (note.severity == Severity::Warning)
            issues.push_back(note);
    }
    if (!processor.chatTemplate().differenceNote.empty())
        notes << translated(processor.chatTemplate().differenceNote);
    counts_->setToolTip(notes.join(QStringLiteral("\n\n")));
    showIssues(issues);
    Q_EMIT shown(result.sample);
}

void LookPage::showPictures(const LookResult& result)
{
    const Sample& sample = session_.samples()[result.sample];
    pictureSwitch_->setVisible(sample.images.size() > 1);
    if (sample.images.empty()) {
        originalName_->setText(QString::fromStdString(sample.id));
        original_->setMessage(tr("This example has no picture: words only."));
        seen_->setMessage(tr("Only the words reach the model."));
        originalFacts_->clear();
        seenFacts_->clear();
        cost_->clear();
        return;
    }
    showPicture(0);
}

void LookPage::showPicture(int which)
{
    const Sample& sample = session_.samples()[shown_->sample];
    const int count = static_cast<int>(sample.images.size());
    if (which < 0 || which >= count)
        return;
    picture_ = which;
    const auto at = static_cast<size_t>(which);
    const QString path = QString::fromStdString(sample.images[at]);
    originalName_->setText(QFileInfo(path).fileName(), path);
    original_->loadFile(path);
    pictureCount_->setText(tr("%1 of %2").arg(which + 1).arg(count));
    const bool isSeen = at < shown_->seen.size() && !shown_->seen[at].isNull() && at < shown_->encoded.images.size();
    if (!isSeen) {
        seen_->setMessage(shown_->processor->images() == nullptr ? tr("This model cannot see pictures: only the words reach it.") : tr("This picture cannot be read."));
        cost_->clear();
        seenFacts_->clear();
        originalFacts_->clear();
        return;
    }
    const SeenImage& image = shown_->encoded.images[at];
    seen_->setImage(shown_->seen[at]);
    seen_->setGrid(image.plan.grid);
    showTokens(image);
    cost_->setText(tr("This picture costs %1 tokens").arg(formatCount(image.plan.tokens)));
    originalFacts_->setText(tr("%1 pixels").arg(sizeText(image.upright)));
    QStringList steps{sizeText(image.upright)};
    for (const Size& step : {image.given, image.plan.resized, image.plan.seen})
        if (steps.back() != sizeText(step))
            steps << sizeText(step);
    QString facts = tr("%1 pixels, %2 × %3 patches of %4 pixels").arg(steps.join(QStringLiteral(" → "))).arg(image.plan.grid[2]).arg(image.plan.grid[1]).arg(image.plan.patchSize);
    if (image.plan.tiles[0] > 0)
        facts += tr(", cut into %1 × %2 tiles").arg(image.plan.tiles[1]).arg(image.plan.tiles[0]);
    if (image.plan.hasOverview)
        facts += tr(", and once more as a whole");
    seenFacts_->setText(facts);
}

void LookPage::showTokens(const SeenImage& image)
{
    const ImagePlan& plan = image.plan;
    const double patches = static_cast<double>(plan.grid[1]) * plan.grid[2];
    const int side = plan.tokens > 0 ? std::max(1, static_cast<int>(std::lround(std::sqrt(patches / plan.tokens)))) : 1;
    const int rows = plan.grid[1] / side, columns = plan.grid[2] / side;
    if (rows * columns != plan.tokens || image.firstToken < 0) {
        seen_->setTokens(0, 0, {});
        return;
    }
    seen_->setTokens(rows, columns, [this, shown = shown_, columns, first = image.firstToken, count = plan.tokens](int row, int column) {
        const int number = row * columns + column;
        const auto& positions = shown->encoded.positionIds;
        const auto at = static_cast<size_t>(first + number);
        const QString name = tr("Token %1 of %2 of this picture").arg(formatCount(number + 1), formatCount(count));
        if (positions.size() == 3 && at < positions[0].size())
            return name + QStringLiteral("\n") + tr("Position in time %1, down %2, across %3").arg(positions[0][at]).arg(positions[1][at]).arg(positions[2][at]);
        return name + QStringLiteral("\n") + tr("Position %1 of the conversation").arg(formatCount(first + number + 1));
    });
}

void LookPage::showIssues(const std::vector<Issue>& issues)
{
    while (QLayoutItem* item = issueColumn_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < issues.size() && i < 3; ++i) {
        const Issue& issue = issues[i];
        auto* card = new Card(issues_);
        card->setTone(issue.severity == Severity::Fatal ? Card::Tone::Bad : Card::Tone::Amber);
        card->body()->setContentsMargins(space::kM, space::kS, space::kM, space::kS);
        card->body()->addWidget(makeLabel(translated(issue.message), "heading", card, true));
        card->body()->addWidget(makeLabel(translated(issue.fix), "", card, true));
        issueColumn_->addWidget(card);
    }
    issues_->setVisible(!issues.empty());
}

void LookPage::jumpToLargest(std::vector<int> SampleCosts::* cost)
{
    worker_->measure([this, cost](const SampleCosts& costs) {
        const std::vector<int>& values = costs.*cost;
        if (!values.empty())
            session_.setCurrent(static_cast<size_t>(std::max_element(values.begin(), values.end()) - values.begin()));
    });
}

void LookPage::jumpToRandom()
{
    const auto count = static_cast<quint32>(session_.samples().size());
    if (count > 0)
        session_.setCurrent(QRandomGenerator::global()->bounded(count));
}

} // namespace lorikeet
