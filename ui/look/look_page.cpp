#include "ui/look/look_page.h"

#include "ui/choice/model_choice.h"
#include "ui/choice/model_chooser.h"
#include "ui/look/chip_view.h"
#include "ui/look/conversation_card.h"
#include "ui/look/limits_row.h"
#include "ui/look/look_worker.h"
#include "ui/look/picture_pair.h"
#include "ui/look/sample_measure.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/format.h"
#include "ui/widgets/page_header.h"

#include <QLabel>
#include <QProgressBar>
#include <QRandomGenerator>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {
constexpr const char* kSplitterKey = "look/splitter";
}

LookPage::LookPage(ProjectSession& session, ModelChoice& choice, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), choice_(choice), theme_(theme), worker_(new LookWorker(session, this)), measure_(new SampleMeasure(session, this)),
      header_(new PageHeader(tr("Look"), tr("What the model gets, made by the same code that trains."), this)), pictures_(new PicturePair(theme, this)),
      conversation_(new ConversationCard(theme, this)), position_(makeLabel({}, "quiet", this)), measuring_(makeLabel({}, "caption", this)),
      bar_(new QProgressBar(this)), stop_(new IconButton(theme, "close", tr("Stop measuring"), this)), splitter_(new QSplitter(Qt::Horizontal, this)),
      empty_(new EmptyState(theme, "look", tr("Nothing to look at yet"), tr("This page shows an example as the model gets it: the resized picture, what it costs, and every token. Open a project with examples and a model first."), this)),
      stack_(new QStackedLayout(this))
{
    build();
    addShortcuts();
    connect(&session_, &ProjectSession::opened, this, &LookPage::onOpened);
    connect(&session_, &ProjectSession::completed, this, &LookPage::onOpened);
    connect(&session_, &ProjectSession::currentChanged, this, [this](size_t sample) {
        isStale_ = true;
        if (isVisible())
            showSample(sample);
    });
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        isStale_ = isStale_ || std::find(samples.begin(), samples.end(), session_.current()) != samples.end();
        if (isStale_ && isVisible())
            showSample(session_.current());
    });
    connect(&choice_, &ModelChoice::changed, this, &LookPage::onSettings);
    connect(worker_, &LookWorker::looked, this, &LookPage::onLooked);
    connect(worker_, &LookWorker::problem, this, &Page::problem);
    worker_->setSettings(choice_.settings());
    onOpened();
}

LookPage::~LookPage()
{
    QSettings().setValue(kSplitterKey, splitter_->saveState());
}

ChipView& LookPage::chips()
{
    return conversation_->chips();
}

void LookPage::build()
{
    auto* contents = new QWidget(this);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    auto* grid = new QPushButton(tr("Patches"), this);
    theme_.setIcon(*grid, "expensive");
    grid->setToolTip(tr("Show the grid of patches (G)"));
    grid->setObjectName("showGrid");
    grid->setCheckable(true);
    grid->setChecked(true);
    grid->setShortcut(QKeySequence("G"));
    connect(grid, &QPushButton::toggled, pictures_, &PicturePair::setGridShown);
    header_->addControl(new ModelChooser(choice_, this));
    column->addWidget(header_);
    auto* limits = new LimitsRow(choice_, this);
    connect(limits, &LimitsRow::planRequested, this, &LookPage::planRequested);
    auto* limitsRow = new QHBoxLayout;
    limitsRow->addWidget(limits, 1);
    limitsRow->addWidget(grid);
    column->addLayout(limitsRow);
    splitter_->setHandleWidth(space::kM);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(pictures_);
    splitter_->addWidget(conversation_);
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

QWidget* LookPage::buildFoot()
{
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    const auto button = [&](const QString& icon, const QString& text, const QString& toolTip, const QString& name, auto action) {
        auto* made = new QPushButton(text, foot);
        made->setObjectName(name);
        made->setToolTip(toolTip);
        theme_.setIcon(*made, icon);
        connect(made, &QPushButton::clicked, this, action);
        row->addWidget(made);
    };
    button("previous", tr("Back"), tr("The example before (←)"), "lookBack", [this] { walk(-1); });
    button("next", tr("Next"), tr("The next example (→)"), "lookNext", [this] { walk(1); });
    row->addWidget(position_);
    row->addSpacing(space::kS);
    button("longest", tr("The longest"), tr("The example with the most tokens (L)"), "lookLongest", [this] { jumpToLargest(false); });
    button("expensive", tr("The most expensive"), tr("The example whose pictures cost most tokens (E)"), "lookExpensive", [this] { jumpToLargest(true); });
    button("random", tr("A random one"), tr("Any example (R)"), "lookRandom", [this] { jumpToRandom(); });
    addMeasuring(*row);
    row->addStretch(1);
    auto* next = new PrimaryButton(tr("Plan the training"), foot);
    next->setObjectName("toPlan");
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("plan"); });
    row->addWidget(next);
    return foot;
}

void LookPage::addMeasuring(QHBoxLayout& row)
{
    const std::vector<QWidget*> widgets{measuring_, bar_, stop_};
    for (QWidget* widget : widgets) {
        row.addWidget(widget);
        widget->hide();
    }
    bar_->setTextVisible(false);
    bar_->setMaximumWidth(fontMetrics().averageCharWidth() * 16);
    const auto show = [widgets](bool isShown) {
        for (QWidget* widget : widgets)
            widget->setVisible(isShown);
    };
    connect(stop_, &QToolButton::clicked, measure_, &SampleMeasure::cancel);
    connect(measure_, &SampleMeasure::progress, this, [this, show](size_t done, size_t total, double secondsLeft) {
        measuring_->setText(tr("Measured %1 of %2, %3 left").arg(formatCount(static_cast<int64_t>(done)), formatCount(static_cast<int64_t>(total)), formatDuration(secondsLeft)));
        bar_->setRange(0, static_cast<int>(total));
        bar_->setValue(static_cast<int>(done));
        show(true);
    });
    connect(measure_, &SampleMeasure::cancelled, this, [show] { show(false); });
    connect(measure_, &SampleMeasure::problem, this, &Page::problem);
    connect(measure_, &SampleMeasure::finished, this, [this, show] {
        show(false);
        jumpAmong(wantsPictures_ ? measure_->costs().pictureTokens : measure_->costs().tokens);
    });
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
    add(Qt::SHIFT | Qt::Key_Left, [this] { pictures_->walk(-1); });
    add(Qt::SHIFT | Qt::Key_Right, [this] { pictures_->walk(1); });
    add(Qt::Key_L, [this] { jumpToLargest(false); });
    add(Qt::Key_E, [this] { jumpToLargest(true); });
    add(Qt::Key_R, [this] { jumpToRandom(); });
}

bool LookPage::canLook() const
{
    return session_.isOpen() && !session_.samples().empty() && !choice_.settings().model.isEmpty();
}

void LookPage::activate()
{
    chips().setFocus();
    if (isStale_)
        showSample(session_.current());
    Q_EMIT stepDone(canLook());
}

void LookPage::onOpened()
{
    isStale_ = true;
    stack_->setCurrentIndex(canLook() ? 0 : 1);
    if (canLook() && isVisible())
        showSample(session_.current());
}

void LookPage::onSettings()
{
    worker_->setSettings(choice_.settings());
    measure_->cancel();
    onOpened();
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

void LookPage::onLooked(const std::shared_ptr<const LookResult>& result)
{
    if (result->sample != session_.current())
        return;
    conversation_->setResult(result);
    pictures_->setResult(session_.samples()[result->sample], result);
    Q_EMIT shown(result->sample);
}

void LookPage::jumpToLargest(bool isByPictures)
{
    // What Check has found out isn't measured again.
    const SampleFacts& facts = session_.facts();
    const std::vector<int32_t>& known = isByPictures ? facts.pictureTokens : facts.tokens;
    if (known.size() == session_.samples().size() && std::any_of(known.begin(), known.end(), [](int32_t tokens) { return tokens >= 0; })) {
        jumpAmong(known);
        return;
    }
    wantsPictures_ = isByPictures;
    if (worker_->processor())
        measure_->start(worker_->processor());
}

void LookPage::jumpAmong(const std::vector<int32_t>& costs)
{
    if (!costs.empty())
        session_.setCurrent(static_cast<size_t>(std::max_element(costs.begin(), costs.end()) - costs.begin()));
}

void LookPage::jumpToRandom()
{
    const auto count = static_cast<quint32>(session_.samples().size());
    if (count > 0)
        session_.setCurrent(QRandomGenerator::global()->bounded(count));
}

} // namespace lorikeet
