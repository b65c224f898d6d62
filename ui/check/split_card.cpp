#include "ui/check/split_card.h"

#include "core/data/doctor/doctor.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace lorikeet {
namespace {

constexpr int kRestMs = 300;
constexpr size_t kRowsForColumns = 2'000; ///< Whose columns are offered.

QString countText(size_t count)
{
    return formatCount(static_cast<int64_t>(count));
}

QHBoxLayout* bareRow(QWidget* widget)
{
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    return row;
}

} // namespace

SplitCard::SplitCard(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("Held out for checking"), parent), session_(session), theme_(theme), kind_(new QComboBox(this)), share_(new QSlider(Qt::Horizontal, this)),
      shareText_(makeLabel({}, "", this)), count_(new QSpinBox(this)), column_(new QComboBox(this)), columnNote_(makeLabel({}, "caption", this, true)),
      isStratified_(new QCheckBox(tr("Each tag gives its share"), this)), seed_(new QSpinBox(this)), counts_(makeLabel({}, "heading", this, true)),
      leaks_(new Card(this)), leakText_(makeLabel({}, "heading", this, true))
{
    build();
    soon_.setSingleShot(true);
    soon_.setInterval(kRestMs);
    connect(&soon_, &QTimer::timeout, this, &SplitCard::change);
    connect(&session_, &ProjectSession::opened, this, &SplitCard::fill);
    connect(&session_, &ProjectSession::samplesChanged, this, &SplitCard::count);
    connect(&session_, &ProjectSession::policyChanged, this, &SplitCard::fill);
    fill();
}

void SplitCard::build()
{
    setSubtitle(tr("These examples don't train. They show whether the model has learned, or only remembers."));
    kind_->setObjectName("splitKind");
    kind_->setAccessibleName(tr("How examples are held out"));
    for (const auto& [kind, text] : {std::pair{SplitPlan::Kind::None, tr("None")}, {SplitPlan::Kind::Share, tr("A share of them")}, {SplitPlan::Kind::Count, tr("So many")},
             {SplitPlan::Kind::Column, tr("By a column of the data")}})
        kind_->addItem(text, static_cast<int>(kind));
    body()->addWidget(kind_);
    body()->addWidget(buildAmount());
    body()->addWidget(buildColumn());
    counts_->setObjectName("splitCounts");
    body()->addWidget(counts_);
    body()->addWidget(buildLeaks());
    connect(kind_, &QComboBox::activated, this, &SplitCard::change);
}

QWidget* SplitCard::buildAmount()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    auto* amount = new QWidget(box);
    auto* row = bareRow(amount);
    share_->setObjectName("splitShare");
    share_->setRange(1, 50);
    share_->setAccessibleName(tr("Share that is held out, in percent"));
    shareText_->setMinimumWidth(fontMetrics().horizontalAdvance("100 %"));
    count_->setObjectName("splitCount");
    count_->setRange(1, 1'000'000);
    count_->setGroupSeparatorShown(true);
    count_->setKeyboardTracking(false);
    count_->setSuffix(tr(" examples"));
    count_->setAccessibleName(tr("How many are held out"));
    row->addWidget(share_, 1);
    row->addWidget(shareText_);
    row->addWidget(count_, 1);
    column->addWidget(amount);
    auto* more = new QWidget(box);
    auto* moreRow = bareRow(more);
    isStratified_->setObjectName("splitStratified");
    isStratified_->setToolTip(tr("Examples of every tag are held out in the same proportion"));
    seed_->setObjectName("splitSeed");
    seed_->setRange(0, 1'000'000);
    seed_->setKeyboardTracking(false);
    seed_->setAccessibleName(tr("Seed of the choice"));
    seed_->setToolTip(tr("Another number holds other examples out; the same number always the same ones"));
    moreRow->addWidget(isStratified_);
    moreRow->addStretch(1);
    moreRow->addWidget(makeLabel(tr("seed"), "quiet", more));
    moreRow->addWidget(seed_);
    column->addWidget(more);
    connect(share_, &QSlider::valueChanged, this, [this](int percent) {
        shareText_->setText(tr("%1 %").arg(percent));
        soon_.start();
    });
    connect(count_, &QSpinBox::valueChanged, this, &SplitCard::change);
    connect(seed_, &QSpinBox::valueChanged, this, &SplitCard::change);
    connect(isStratified_, &QCheckBox::clicked, this, &SplitCard::change);
    return box;
}

QWidget* SplitCard::buildColumn()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column_->setObjectName("splitColumn");
    column_->setAccessibleName(tr("Column that tells the sides apart"));
    column->addWidget(column_);
    column->addWidget(columnNote_);
    connect(column_, &QComboBox::activated, this, &SplitCard::change);
    return box;
}

QWidget* SplitCard::buildLeaks()
{
    leaks_->setTone(Tone::Amber);
    leaks_->setObjectName("splitLeaks");
    leaks_->body()->setContentsMargins(space::kM, space::kS, space::kM, space::kS);
    leaks_->body()->addWidget(leakText_);
    leaks_->body()->addWidget(makeLabel(tr("Results would look better than they are."), "", leaks_, true));
    auto* buttons = new QWidget(leaks_);
    auto* row = bareRow(buttons);
    auto* move = new QPushButton(tr("Move to training"), buttons);
    move->setObjectName("leakMove");
    auto* ignore = new QPushButton(tr("Ignore this time"), buttons);
    ignore->setObjectName("leakIgnore");
    row->addWidget(move);
    row->addWidget(ignore);
    row->addStretch(1);
    leaks_->body()->addWidget(buttons);
    connect(move, &QPushButton::clicked, this, &SplitCard::moveRequested);
    connect(ignore, &QPushButton::clicked, this, &SplitCard::ignoreLeaksRequested);
    leaks_->hide();
    return leaks_;
}

void SplitCard::setLeaks(const RuleFindings* leaks)
{
    leaks_->setVisible(leaks != nullptr && leaks->count > 0);
    if (leaks != nullptr)
        leakText_->setText(translated(leaks->title));
}

void SplitCard::fill()
{
    if (!session_.isOpen())
        return;
    const SplitPlan plan = session_.project().splitPlan();
    const QSignalBlocker quietShare(share_), quietCount(count_), quietSeed(seed_);
    const bool canChange = !session_.project().isReadOnly();
    for (QWidget* choice : std::initializer_list<QWidget*>{kind_, share_, count_, column_, isStratified_, seed_})
        choice->setEnabled(canChange);
    for (QPushButton* button : leaks_->findChildren<QPushButton*>())
        button->setEnabled(canChange);
    fillColumns();
    const std::vector<std::string> names = session_.project().datasetNames();
    const bool isNamed = std::any_of(names.begin(), names.end(), [](const std::string& name) { return isForEvaluation(name); });
    kind_->setItemText(0, isNamed ? tr("Data whose name says so (validation, test …)") : tr("None"));
    kind_->setCurrentIndex(kind_->findData(static_cast<int>(plan.kind)));
    if (plan.kind != SplitPlan::Kind::Count)
        share_->setValue(static_cast<int>(std::lround(plan.amount * 100)));
    shareText_->setText(tr("%1 %").arg(share_->value()));
    count_->setMaximum(std::max(1, static_cast<int>(session_.samples().size()) - 1));
    if (plan.kind == SplitPlan::Kind::Count)
        count_->setValue(static_cast<int>(plan.amount));
    else
        count_->setValue(std::max(1, static_cast<int>(session_.samples().size() / 10)));
    isStratified_->setChecked(plan.isStratified);
    seed_->setValue(static_cast<int>(plan.seed));
    if (!plan.column.empty())
        column_->setCurrentIndex(column_->findText(QString::fromStdString(plan.column)));
    const auto kind = plan.kind;
    share_->setVisible(kind == SplitPlan::Kind::Share);
    shareText_->setVisible(kind == SplitPlan::Kind::Share);
    count_->setVisible(kind == SplitPlan::Kind::Count);
    isStratified_->parentWidget()->setVisible(kind == SplitPlan::Kind::Share || kind == SplitPlan::Kind::Count);
    column_->parentWidget()->setVisible(kind == SplitPlan::Kind::Column);
    count();
}

void SplitCard::fillColumns()
{
    std::set<std::string> names;
    const std::vector<Sample>& samples = session_.samples();
    for (size_t i = 0; i < samples.size() && i < kRowsForColumns; ++i)
        for (const auto& [name, value] : samples[i].columns)
            if (!value.empty()) // Else it was too long to be kept.
                names.insert(name);
    column_->clear();
    for (const std::string& name : names)
        column_->addItem(QString::fromStdString(name));
    columnNote_->setText(names.empty() ? tr("This data has no further columns.") : tr("Rows that say val, validation, dev or test there are held out."));
}

SplitPlan SplitCard::typed() const
{
    SplitPlan plan = session_.project().splitPlan();
    plan.kind = static_cast<SplitPlan::Kind>(kind_->currentData().toInt());
    if (plan.kind == SplitPlan::Kind::Share)
        plan.amount = share_->value() / 100.0;
    else if (plan.kind == SplitPlan::Kind::Count)
        plan.amount = count_->value();
    plan.isStratified = isStratified_->isChecked();
    plan.seed = seed_->value();
    plan.column = column_->currentText().toStdString();
    return plan;
}

void SplitCard::change()
{
    if (!session_.isOpen())
        return;
    soon_.stop();
    guarded([this] { session_.setSplitPlan(typed()); },
        [this](const QString& message, const QString& hint) {
            Q_EMIT problem(message, hint);
            fill();
        });
}

void SplitCard::count()
{
    if (!session_.isOpen())
        return;
    if (isCounting_) {
        isStale_ = true;
        return;
    }
    isCounting_ = true;
    isStale_ = false;
    session_.query<SplitCounts>(
        [policy = session_.project().trainingPolicy()](const DataView& view) { return countSides(view.samples, assignSides(view.samples, policy)); },
        [this](const TaskResult<SplitCounts>& result) {
            isCounting_ = false;
            if (result.value) {
                const SplitCounts& counts = *result.value;
                counts_->setText(tr("%1 train, %2 are held out.").arg(countText(counts.train), countText(counts.heldOut)));
                counts_->setToolTip(counts.neither > 0 ? tr("%1 take no part: left out or rejected.").arg(countText(counts.neither)) : QString());
            } else {
                counts_->setText(result.message + " " + result.hint);
            }
            if (isStale_)
                count();
        });
}

} // namespace lorikeet
