#include "ui/snapshot/snapshot_page.h"

#include "core/data/snapshot_compare.h"
#include "core/run/run_folder.h"
#include "ui/compare/word_diff.h"
#include "ui/project_session.h"
#include "ui/runs/run_state.h"
#include "ui/snapshot/difference_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/while_alive.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

QString countText(size_t count)
{
    return formatCount(static_cast<int64_t>(count));
}

QString pictureNames(const SampleContent& content)
{
    QStringList names;
    for (const std::string& image : content.images)
        names << QFileInfo(QString::fromStdString(image)).fileName();
    return names.join(QStringLiteral(", "));
}

} // namespace

SnapshotPage::SnapshotPage(ProjectSession& session, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), theme_(theme), header_(new PageHeader(tr("Data of this run"), {}, this)), summary_(makeLabel({}, "heading", this, true)),
      listCard_(new Card(tr("What is different today"), this)), list_(new QListView(this)), model_(new DifferenceModel(this)), title_(makeLabel({}, "heading", this, true)),
      text_(makeLabel({}, "", this, true)), open_(new LinkButton(tr("Open in Look"), this))
{
    build();
    connect(&session_, &ProjectSession::samplesChanged, this, [this] {
        if (isVisible())
            compare();
    });
    connect(&theme_, &Theme::changed, this, [this] { showRow(list_->currentIndex()); });
}

void SnapshotPage::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    auto* back = new QPushButton(tr("Back to Runs"), this);
    back->setObjectName("backToRuns");
    theme_.setIcon(*back, "previous");
    connect(back, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("runs"); });
    header_->addControl(back);
    column->addWidget(header_);
    auto* top = new Card(this);
    top->body()->setContentsMargins(space::kL, space::kM, space::kL, space::kM);
    summary_->setObjectName("snapshotSummary");
    top->body()->addWidget(summary_);
    column->addWidget(top);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kM);
    list_->setObjectName("differences");
    list_->setAccessibleName(tr("What is different today"));
    list_->setModel(model_);
    list_->setUniformItemSizes(true);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setTextElideMode(Qt::ElideMiddle);
    listCard_->body()->addWidget(list_, 1);
    auto* textCard = new Card(this);
    auto* area = new QScrollArea(textCard);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    text_->setTextFormat(Qt::RichText);
    text_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text_->setObjectName("differenceText");
    text_->setProperty("role", "scrolled");
    area->setWidget(text_);
    textCard->body()->addWidget(title_);
    textCard->body()->addWidget(area, 1);
    textCard->body()->addWidget(open_, 0, Qt::AlignLeft);
    row->addWidget(listCard_, 2);
    row->addWidget(textCard, 3);
    column->addLayout(row, 1);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &SnapshotPage::showRow);
    connect(open_, &QPushButton::clicked, this, [this] {
        const QModelIndex index = list_->currentIndex();
        const auto sample = index.isValid() ? session_.indexOf(model_->idAt(index.row())) : std::nullopt;
        if (!sample)
            return;
        session_.setCurrent(*sample);
        Q_EMIT pageRequested("look");
    });
    open_->hide();
}

void SnapshotPage::showRun(const QString& runFolder)
{
    run_ = runFolder;
    header_->setSubtitle(runTitle(runFolder));
    compare();
}

void SnapshotPage::activate()
{
    if (!run_.isEmpty())
        compare();
}

void SnapshotPage::compare()
{
    if (!session_.isOpen())
        return;
    summary_->setText(tr("Comparing…"));
    using Taken = std::shared_ptr<const Snapshot>;
    runTask<Taken>(
        this, [folder = RunFolder(run_.toStdString()).dataFolder()] { return std::make_shared<const Snapshot>(readSnapshot(folder)); },
        [this, generation = ++generation_](const TaskResult<Taken>& result) {
            if (generation != generation_)
                return;
            if (result.value)
                compareWith(*result.value, generation);
            else
                showProblem(result.message, result.hint);
        });
}

void SnapshotPage::compareWith(std::shared_ptr<const Snapshot> snapshot, int generation)
{
    using Difference = std::shared_ptr<SnapshotDifference>;
    session_.query<Difference>(
        [snapshot = std::move(snapshot), reviewedOnly = session_.project().trainingPolicy().reviewedOnly](const DataView& view) {
            return std::make_shared<SnapshotDifference>(compareSnapshot(*snapshot, view.samples, reviewedOnly));
        },
        whileAlive(this, [this, generation](const TaskResult<Difference>& result) {
            if (generation != generation_)
                return;
            if (result.value)
                showDifference(*result.value);
            else
                showProblem(result.message, result.hint);
        }));
}

void SnapshotPage::showProblem(const QString& message, const QString& hint)
{
    showDifference(std::make_shared<SnapshotDifference>());
    summary_->setText(message + QStringLiteral("\n") + hint);
}

void SnapshotPage::showDifference(std::shared_ptr<const SnapshotDifference> difference)
{
    const size_t trained = difference->unchanged + difference->changed.size() + difference->removed.size();
    summary_->setText(difference->isEmpty()
            ? tr("This run has %1 examples. Today's data is the same.").arg(countText(trained))
            : tr("This run has %1 examples. Since then %2 were added, %3 removed and %4 changed; %5 are the same.")
                  .arg(countText(trained), countText(difference->added.size()), countText(difference->removed.size()), countText(difference->changed.size()),
                      countText(difference->unchanged)));
    model_->setDifference(std::move(difference));
    if (model_->rowCount() > 0)
        list_->setCurrentIndex(model_->index(0));
    else
        showRow({});
    Q_EMIT compared();
}

void SnapshotPage::showRow(const QModelIndex& index)
{
    open_->setVisible(index.isValid() && session_.indexOf(model_->idAt(index.row())));
    if (!index.isValid()) {
        title_->setText(tr("Nothing is different"));
        text_->setText(tr("A run started now would train on the same examples."));
        return;
    }
    const std::string& id = model_->idAt(index.row());
    title_->setText(QString::fromStdString(id));
    if (const SnapshotDifference::Changed* change = model_->changeAt(index.row())) {
        text_->setText(words(change->before, change->after));
        return;
    }
    const auto sample = session_.indexOf(id);
    const bool isAdded = model_->kindAt(index.row()) == DifferenceModel::Kind::Added;
    const QString what = isAdded ? tr("The run doesn't have this example; one started now would.") : tr("The run has this example; one started now would not.");
    text_->setText(what.toHtmlEscaped() + QStringLiteral("<br>") + (sample ? words(session_.contentOf(*sample), session_.contentOf(*sample)) : QString()));
}

QString SnapshotPage::partWords(const QString& name, const QString& before, const QString& after) const
{
    if (before.isEmpty() && after.isEmpty())
        return {};
    const ThemeColours& c = theme_.colours();
    QString html = QStringLiteral("<p><span style='color:%1'>%2</span><br>").arg(c.textQuiet.name(), name.toHtmlEscaped());
    for (const DiffPart& part : diffWords(before, after)) {
        const QString text = part.text.toHtmlEscaped().replace('\n', QStringLiteral("<br>"));
        if (part.kind == DiffPart::Kind::Same)
            html += text;
        else if (part.kind == DiffPart::Kind::Extra)
            html += QStringLiteral("<u style='background:%1;color:%2'>%3</u>").arg(c.goodSoft.name(), c.good.name(), text);
        else
            html += QStringLiteral("<s style='background:%1;color:%2'>%3</s>").arg(c.badSoft.name(), c.bad.name(), text);
    }
    return html + QStringLiteral("</p>");
}

QString SnapshotPage::words(const SampleContent& before, const SampleContent& after) const
{
    QString html = partWords(tr("pictures"), pictureNames(before), pictureNames(after));
    html += partWords(tr("system"), QString::fromStdString(before.system.value_or("")), QString::fromStdString(after.system.value_or("")));
    const size_t turns = std::max(before.messages.size(), after.messages.size());
    for (size_t i = 0; i < turns; ++i) {
        const Message* old = i < before.messages.size() ? &before.messages[i] : nullptr;
        const Message* now = i < after.messages.size() ? &after.messages[i] : nullptr;
        const Role role = (now != nullptr ? now : old)->role;
        html += partWords(role == Role::User ? tr("question") : role == Role::Assistant ? tr("answer") : QString::fromLatin1(roleName(role)),
            old != nullptr ? QString::fromStdString(old->content) : QString(), now != nullptr ? QString::fromStdString(now->content) : QString());
    }
    return html;
}

} // namespace lorikeet
