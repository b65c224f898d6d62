#include "ui/check/check_page.h"

#include "core/data/doctor/leaks.h"
#include "ui/check/cost_card.h"
#include "ui/check/doctor_session.h"
#include "ui/check/finding_card.h"
#include "ui/check/offered_fixes.h"
#include "ui/check/score_bar.h"
#include "ui/check/split_card.h"
#include "ui/check/thumbnail_row.h"
#include "ui/check/undo_strip.h"
#include "ui/choice/model_choice.h"
#include "ui/choice/model_chooser.h"
#include "ui/dataset/path_thumbnails.h"
#include "ui/dataset/thumbnail_store.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/format.h"
#include "ui/widgets/page_header.h"

#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

QString countText(size_t count)
{
    return formatCount(static_cast<int64_t>(count));
}

QString headline(const DoctorReport& report)
{
    if (report.mustFix > 0)
        return report.mustFix == 1 ? CheckPage::tr("1 example must be mended before training.")
                                   : CheckPage::tr("%1 examples must be mended before training.").arg(countText(report.mustFix));
    if (report.shouldLook > 0)
        return report.shouldLook == 1 ? CheckPage::tr("Nothing stands in the way of training. 1 example is worth a look.")
                                      : CheckPage::tr("Nothing stands in the way of training. %1 examples are worth a look.").arg(countText(report.shouldLook));
    if (report.checked == 0)
        return CheckPage::tr("No example can be used yet.");
    return CheckPage::tr("All %1 examples are fine.").arg(countText(report.checked));
}

QVBoxLayout* bareColumn(QWidget* widget, int spacing)
{
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    return column;
}

} // namespace

CheckPage::CheckPage(ProjectSession& session, DoctorSession& doctor, ModelChoice& choice, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), doctor_(doctor), choice_(choice), theme_(theme),
      thumbnails_(new PathThumbnails(QSize(ThumbnailRow::kSide * 2, ThumbnailRow::kSide * 2), ThumbnailStore::shared(), this)), bar_(new ScoreBar(theme, this)),
      headline_(makeLabel({}, "heading", this, true)), counts_(makeLabel({}, "quiet", this, true)),
      behind_(makeLabel(tr("The last check was stopped: this report is from before the latest changes."), "amber", this, true)), progressText_(makeLabel({}, "caption", this)),
      progress_(new QProgressBar(this)), progressRow_(new QWidget(this)), groups_(nullptr), side_(nullptr), costs_(new CostCard(session, theme, this)),
      split_(new SplitCard(session, theme, this)),
      undoStrip_(new UndoStrip(this)), next_(nullptr),
      empty_(new EmptyState(theme, "check", tr("Nothing to check yet"), tr("This page looks at every picture and every text before the training does, and offers a fix for what it finds. Open a project with examples first."), this)),
      stack_(new QStackedLayout(this)), report_(std::make_shared<DoctorReport>()), steps_(session)
{
    build();
    connectDoctor();
    connect(&session_, &ProjectSession::opened, this, &CheckPage::onOpened);
    connect(&session_, &ProjectSession::completed, this, [this] {
        if (isVisible())
            activate();
    });
    auto* undoKeys = new QShortcut(QKeySequence::Undo, this);
    undoKeys->setContext(Qt::WindowShortcut); // The card whose button was clicked, and with it the focus, is gone after a fix.
    connect(undoKeys, &QShortcut::activated, this, &CheckPage::undo);
    auto* redoKeys = new QShortcut(QKeySequence::Redo, this);
    redoKeys->setContext(Qt::WindowShortcut);
    connect(redoKeys, &QShortcut::activated, &session_, &ProjectSession::redo);
    connect(undoStrip_, &UndoStrip::undoRequested, this, &CheckPage::undo);
    connect(split_, &SplitCard::problem, this, &Page::problem);
    connect(split_, &SplitCard::moveRequested, this, [this] { fix(kLeakRule, FixKind::MoveToTraining); });
    connect(split_, &SplitCard::ignoreLeaksRequested, this, [this] { fix(kLeakRule, FixKind::Ignore); });
    connect(costs_, &CostCard::filterRequested, this, &Page::filterRequested);
    connect(costs_, &CostCard::sampleRequested, this, &CheckPage::showSample);
    onOpened();
    if (doctor_.hasReport())
        onReported();
}

void CheckPage::build()
{
    auto* contents = new QWidget(this);
    auto* column = bareColumn(contents, space::kM);
    auto* header = new PageHeader(tr("Check"), tr("Every example and every picture, looked at before the training does."), this);
    header->addControl(new ModelChooser(choice_, this));
    column->addWidget(header);
    column->addWidget(buildTop());
    column->addWidget(undoStrip_);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* scrolled = new QWidget(area);
    scrolled->setProperty("role", "scrolled");
    auto* row = new QHBoxLayout(scrolled);
    row->setContentsMargins(0, 0, space::kXs, 0);
    row->setSpacing(space::kM);
    auto* left = new QWidget(scrolled);
    groups_ = bareColumn(left, space::kS);
    auto* right = new QWidget(scrolled);
    side_ = bareColumn(right, space::kM);
    side_->addWidget(split_);
    side_->addWidget(costs_);
    side_->addStretch(1);
    row->addWidget(left, 3);
    row->addWidget(right, 2);
    area->setWidget(scrolled);
    column->addWidget(area, 1);
    column->addWidget(buildFoot());
    stack_->addWidget(contents);
    stack_->addWidget(empty_);
    auto* toWelcome = empty_->addButton(tr("Go to Welcome"), "toWelcome");
    connect(toWelcome, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("welcome"); });
}

QWidget* CheckPage::buildTop()
{
    auto* card = new Card(this);
    card->body()->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    headline_->setObjectName("checkHeadline");
    counts_->setObjectName("checkCounts");
    card->body()->addWidget(headline_);
    card->body()->addWidget(bar_);
    card->body()->addWidget(counts_);
    behind_->setObjectName("checkBehind");
    card->body()->addWidget(behind_);
    auto* row = new QHBoxLayout(progressRow_);
    row->setContentsMargins(0, 0, 0, 0);
    auto* stop = new LinkButton(tr("Stop"), progressRow_);
    stop->setObjectName("stopCheck");
    connect(stop, &QPushButton::clicked, &doctor_, &DoctorSession::cancel);
    progress_->setTextVisible(false);
    progressText_->setObjectName("checkProgress");
    row->addWidget(progressText_);
    row->addWidget(progress_, 1);
    row->addWidget(stop);
    progressRow_->hide();
    card->body()->addWidget(progressRow_);
    return card;
}

QWidget* CheckPage::buildFoot()
{
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    auto* again = new QPushButton(tr("Check again"), foot);
    again->setObjectName("checkAgain");
    theme_.setIcon(*again, "refresh");
    connect(again, &QPushButton::clicked, &doctor_, &DoctorSession::start);
    row->addWidget(again);
    auto* statistics = new QPushButton(tr("Statistics"), foot);
    statistics->setObjectName("toStatistics");
    connect(statistics, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("statistics"); });
    row->addWidget(statistics);
    row->addStretch(1);
    next_ = new PrimaryButton(tr("Continue"), foot);
    next_->setObjectName("toLook");
    connect(next_, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("look"); });
    row->addWidget(next_);
    return foot;
}

void CheckPage::connectDoctor()
{
    connect(&doctor_, &DoctorSession::started, this, [this] { setRunning(true); });
    connect(&doctor_, &DoctorSession::cancelled, this, [this] {
        setRunning(false);
        showTotals();
    });
    connect(&doctor_, &DoctorSession::progress, this, &CheckPage::onProgress);
    connect(&doctor_, &DoctorSession::reported, this, &CheckPage::onReported);
    connect(&doctor_, &DoctorSession::problem, this, &Page::problem);
    connect(&doctor_, &DoctorSession::fixed, this, [this](const QString&, qint64 samples) {
        if (samples == 0) {
            undoStrip_->hide();
            Q_EMIT problem(tr("Nothing was changed: this can't be mended that way."), tr("Look at the examples, or leave them out."));
            return;
        }
        undoStrip_->say(tr("%1 examples were changed.").arg(formatCount(samples)));
    });
    connect(&doctor_, &DoctorSession::ignoringRecorded, this, [this](const QString&, qint64 findings) { undoStrip_->say(tr("%1 findings are ignored.").arg(formatCount(findings))); });
}

void CheckPage::activate()
{
    // Texts that are still being read would count as missing.
    if (session_.isOpen() && session_.isComplete() && !doctor_.isRunning() && !doctor_.hasReport())
        doctor_.start();
}

void CheckPage::onOpened()
{
    report_ = std::make_shared<DoctorReport>();
    const std::string folder = session_.isOpen() ? session_.project().folder() : std::string();
    if (std::exchange(folder_, folder) != folder) { // Data that was only read again leaves them.
        expanded_.clear();
        steps_.clear();
        undoStrip_->hide();
    }
    costs_->setReport(*report_);
    split_->setLeaks(nullptr);
    const bool canCheck = session_.isOpen() && (!session_.samples().empty() || !session_.issues().empty());
    stack_->setCurrentIndex(canCheck ? 0 : 1);
    setRunning(doctor_.isRunning());
    showGroups();
    showTotals();
    if (canCheck && isVisible())
        activate();
}

void CheckPage::setRunning(bool isRunning)
{
    progressRow_->setVisible(isRunning);
    behind_->setVisible(doctor_.isBehind());
    if (!isRunning)
        return;
    progress_->setRange(0, 0);
    progressText_->setText(tr("Looking at everything…"));
    if (!doctor_.hasReport())
        headline_->setText(tr("Checking %1 examples").arg(countText(session_.samples().size())));
}

void CheckPage::onProgress(qint64 done, qint64 total, double rate)
{
    if (!progressRow_->isVisible())
        progressRow_->setVisible(true);
    progress_->setRange(0, static_cast<int>(total));
    progress_->setValue(static_cast<int>(done));
    QString text = tr("%1 of %2, %3 a second").arg(formatCount(done), formatCount(total), formatCount(static_cast<int64_t>(rate)));
    if (rate > 0 && done > 0) {
        const double left = static_cast<double>(total - done) / rate;
        const QDateTime end = QDateTime::currentDateTime().addSecs(static_cast<qint64>(left));
        text += tr(", %1 left (until %2)").arg(formatDuration(left), QLocale().toString(end.time(), QLocale::ShortFormat));
    }
    progressText_->setText(text);
}

void CheckPage::onReported()
{
    setRunning(false);
    report_ = doctor_.sharedReport();
    costs_->setReport(*report_);
    split_->setLeaks(report_->find(kLeakRule));
    showGroups();
    showTotals();
    Q_EMIT stepDone(report_->checked > 0 && !report_->hasFatal());
}

void CheckPage::showTotals()
{
    const bool isKnown = doctor_.hasReport();
    bar_->setCounts(report_->fine, report_->shouldLook, report_->mustFix);
    bar_->setVisible(isKnown);
    counts_->setVisible(isKnown);
    next_->setEnabled(session_.isOpen());
    if (!isKnown) {
        next_->setText(tr("Continue"));
        if (!doctor_.isRunning())
            headline_->setText(tr("Nothing is known of this data yet."));
        return;
    }
    headline_->setText(headline(*report_));
    counts_->setText(tr("%1 fine · %2 should be looked at · %3 must be fixed · %4 pictures looked at")
                         .arg(countText(report_->fine), countText(report_->shouldLook), countText(report_->mustFix), countText(report_->pictures)));
    next_->setText(tr("Continue with %1 of %2").arg(countText(report_->checked - report_->mustFix), countText(session_.samples().size())));
}

void CheckPage::showGroups()
{
    while (QLayoutItem* item = groups_->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    if (doctor_.hasReport()) {
        addGroup(Severity::Fatal);
        addGroup(Severity::Warning);
        addGroup(Severity::Note);
        addFine();
    }
    groups_->addStretch(1);
}

void CheckPage::addGroup(Severity severity)
{
    bool isFirst = true;
    for (const RuleFindings& findings : report_->findings) {
        if (findings.severity != severity)
            continue;
        if (std::exchange(isFirst, false)) {
            auto* title = makeLabel(severityWord(severity), severity == Severity::Fatal ? "bad" : severity == Severity::Warning ? "amber" : "quiet", this);
            title->setObjectName(QString("group.%1").arg(severityName(severity)));
            QFont font = title->font();
            font.setBold(true);
            title->setFont(font);
            groups_->addWidget(title);
        }
        groups_->addWidget(makeCard(findings));
    }
}

void CheckPage::addFine()
{
    auto* card = new Card(this);
    card->setObjectName("group.fine");
    card->setTone(Card::Tone::Good);
    card->body()->setContentsMargins(space::kM, space::kS, space::kM, space::kS);
    card->body()->addWidget(makeLabel(report_->fine == 1 ? tr("✓ Fine: 1 example") : tr("✓ Fine: %1 examples").arg(countText(report_->fine)), "heading", card));
    const size_t quiet = allRules().size() - std::min(allRules().size(), report_->findings.size());
    card->body()->addWidget(makeLabel(tr("%1 of %2 rules found nothing.").arg(countText(quiet), countText(allRules().size())), "quiet", card));
    if (report_->ignored > 0) {
        auto* again = new LinkButton(tr("%1 findings are ignored: show them again").arg(countText(report_->ignored)), card);
        again->setObjectName("showIgnored");
        again->setEnabled(session_.canEdit());
        connect(again, &QPushButton::clicked, &doctor_, &DoctorSession::unignoreAll);
        card->body()->addWidget(again);
    }
    groups_->addWidget(card);
}

FindingCard* CheckPage::makeCard(const RuleFindings& findings)
{
    QStringList files;
    for (size_t i = 0; i < findings.samples.size() && files.size() < ThumbnailRow::kMost; ++i) {
        const Sample& sample = session_.samples()[findings.samples[i]];
        if (!sample.images.empty())
            files << QString::fromStdString(sample.images.front());
    }
    auto* card = new FindingCard(report_, findings, offeredFixes(findings, *report_, session_), files, *thumbnails_, theme_, this);
    card->setCanFix(session_.canEdit());
    connect(card, &FindingCard::fixRequested, this, &CheckPage::fix);
    connect(card, &FindingCard::showRequested, this, [this](const QString& rule) { Q_EMIT filterRequested("issue:" + rule); });
    connect(card, &FindingCard::sampleRequested, this, &CheckPage::showSample);
    if (expanded_.contains(card->rule()))
        card->setExpanded(true);
    connect(card, &FindingCard::expanded, this, [this](const QString& rule, bool isExpanded) {
        if (isExpanded)
            expanded_.insert(rule);
        else
            expanded_.erase(rule);
    });
    return card;
}

void CheckPage::showSample(size_t sample)
{
    session_.setCurrent(sample);
    Q_EMIT pageRequested("look");
}

} // namespace lorikeet
