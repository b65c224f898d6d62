#include "ui/check/finding_card.h"

#include "core/data/encodings.h"
#include "ui/check/finding_list.h"
#include "ui/check/thumbnail_row.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/guarded.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int kListRows = 8;
constexpr int kIconSide = 18;

QLabel* severityIcon(Severity severity, Theme& theme, QWidget* parent)
{
    auto* label = new QLabel(parent);
    const auto tint = [label, severity, &theme] {
        const ThemeColours& c = theme.colours();
        const QIcon icon = severity == Severity::Fatal ? tintedIcon("error", c.bad) : severity == Severity::Warning ? tintedIcon("warning", c.amber) : tintedIcon("info", c.textQuiet);
        label->setPixmap(icon.pixmap(QSize(kIconSide, kIconSide), label->devicePixelRatioF()));
    };
    QObject::connect(&theme, &Theme::changed, label, tint);
    tint();
    return label;
}

QString buttonText(FixKind kind, const RuleFindings& findings)
{
    const QString label = translated(fixLabel(kind));
    if (kind == FixKind::ReadAs)
        return label.arg(translated(encodingTitle(findings.encoding)));
    if (kind != FixKind::Exclude)
        return label;
    return QStringLiteral("%1 %2").arg(label, formatCount(static_cast<int64_t>(findings.samples.size())));
}

} // namespace

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Fatal:
        return FindingCard::tr("Must fix");
    case Severity::Warning:
        return FindingCard::tr("Should look");
    case Severity::Note:
        break;
    }
    return FindingCard::tr("Worth knowing");
}

FindingCard::FindingCard(std::shared_ptr<const DoctorReport> report, const RuleFindings& findings, const std::vector<FixKind>& fixes, const QStringList& files,
    PathThumbnails& thumbnails, Theme& theme, QWidget* parent)
    : Card(parent), theme_(theme), report_(std::move(report)), rule_(QString::fromStdString(findings.id)), issues_(findings.issues)
{
    setObjectName("finding." + rule_);
    setAccessibleName(translated(findings.title));
    body()->setContentsMargins(space::kM, space::kM, space::kM, space::kM);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kM);
    row->addWidget(severityIcon(findings.severity, theme, this), 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kXs);
    auto* title = makeLabel(translated(findings.title), "heading", this, true);
    title->setObjectName("title");
    words->addWidget(title);
    auto* why = makeLabel(translated(findings.body), "quiet", this, true);
    why->setObjectName("body");
    why->setTextFormat(Qt::PlainText); // It may name files, or quote them.
    words->addWidget(why);
    words->addStretch(1);
    auto* buttons = new QWidget(this);
    buttons_ = new FlowLayout(space::kS, buttons);
    buildButtons(findings, fixes);
    row->addLayout(words, 1);
    if (!files.isEmpty()) {
        auto* pictures = new ThumbnailRow(files, thumbnails, theme, this);
        connect(pictures, &ThumbnailRow::clicked, this, [this] { Q_EMIT showRequested(rule_); });
        row->addWidget(pictures, 0, Qt::AlignTop);
    }
    body()->addLayout(row);
    auto* buttonRow = new QHBoxLayout;
    buttonRow->setContentsMargins(kIconSide + space::kM, 0, 0, 0);
    buttonRow->addWidget(buttons);
    body()->addLayout(buttonRow);
}

void FindingCard::buildButtons(const RuleFindings& findings, const std::vector<FixKind>& fixes)
{
    bool isShown = findings.samples.empty();
    for (const FixKind kind : fixes) {
        // The recommended fix first, then a look, then the rest.
        auto* button = addButton(buttonText(kind, findings), QString("fix.%1").arg(fixName(kind)), [this, kind] { Q_EMIT fixRequested(rule_, kind); });
        if (kind != FixKind::WriteCaptions && kind != FixKind::CaptionWithAi) // They lead to the gallery.
            changing_.push_back(button);
        if (!isShown)
            addButton(tr("Show"), "show", [this] { Q_EMIT showRequested(rule_); });
        isShown = true;
    }
    if (!isShown)
        addButton(tr("Show"), "show", [this] { Q_EMIT showRequested(rule_); });
    toggle_ = new LinkButton(tr("List %1").arg(formatCount(static_cast<int64_t>(issues_.size()))), this);
    toggle_->setObjectName("list");
    toggle_->setCheckable(true);
    connect(toggle_, &QPushButton::toggled, this, &FindingCard::setExpanded);
    buttons_->addWidget(toggle_);
}

QPushButton* FindingCard::addButton(const QString& text, const QString& name, std::function<void()> act)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, std::move(act));
    buttons_->addWidget(button);
    return button;
}

void FindingCard::setCanFix(bool canFix)
{
    for (QPushButton* button : changing_)
        button->setEnabled(canFix);
}

void FindingCard::setExpanded(bool isExpanded)
{
    if (isExpanded == (list_ != nullptr))
        return;
    toggle_->setChecked(isExpanded);
    if (!isExpanded) {
        delete std::exchange(list_, nullptr);
    } else {
        list_ = new QTableView(this);
        list_->setObjectName("findingList");
        list_->setAccessibleName(tr("All of them"));
        auto* model = new FindingList(report_, issues_, list_);
        list_->setModel(model);
        list_->setSelectionBehavior(QAbstractItemView::SelectRows);
        list_->setSelectionMode(QAbstractItemView::SingleSelection);
        list_->setShowGrid(false);
        list_->setAlternatingRowColors(true);
        list_->setWordWrap(false);
        list_->setTextElideMode(Qt::ElideMiddle);
        list_->verticalHeader()->hide();
        list_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
        list_->setColumnWidth(FindingList::RowColumn, fontMetrics().averageCharWidth() * 10);
        list_->setColumnWidth(FindingList::FileColumn, fontMetrics().averageCharWidth() * 28);
        list_->horizontalHeader()->setStretchLastSection(true);
        list_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        const int rows = std::min(kListRows, model->rowCount()) + 1;
        list_->setFixedHeight(rows * list_->verticalHeader()->defaultSectionSize() + 12);
        connect(list_, &QTableView::activated, this, [this, model](const QModelIndex& index) {
            if (const size_t sample = model->sampleAt(index.row()); sample != static_cast<size_t>(-1))
                Q_EMIT sampleRequested(sample);
        });
        body()->addWidget(list_);
    }
    Q_EMIT expanded(rule_, isExpanded);
}

} // namespace lorikeet
