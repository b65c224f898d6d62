#include "ui/compare/column_chooser.h"

#include "core/config/run_yaml.h"
#include "ui/widgets/choice_list.h"
#include "ui/runs/run_format.h"
#include "ui/runs/run_monitor.h"
#include "ui/runs/run_state.h"
#include "ui/widgets/guarded.h"

#include <QFileInfo>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

QString baseName(const QString& folder)
{
    return QFileInfo(folder).fileName();
}

} // namespace

ColumnChooser::ColumnChooser(RunMonitor& monitor, Theme& theme, QWidget* parent)
    : QWidget(parent), monitor_(monitor), list_(new ChoiceList(theme, ChoiceList::Mode::Several, this))
{
    list_->setObjectName(QStringLiteral("columnList"));
    list_->setAccessibleName(tr("Models and checkpoints to compare"));
    list_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(list_, 1);
    connect(list_, &ChoiceList::chosenChanged, this, &ColumnChooser::tick);
}

void ColumnChooser::addRun(const QString& runFolder, const RunOptions& options, bool isShown)
{
    const auto base = QString::fromStdString(options.model.modelNameOrPath);
    const auto templateName = QString::fromStdString(options.model.templateName);
    const bool isListed = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.column.key == base; });
    const auto checkpoints = monitor_.checkpoints(runFolder);
    if (!isListed && (isShown || !checkpoints.empty())) {
        entries_.push_back({{base, tr("Before training"), baseName(base), base, {}, templateName}, true});
        list_->add(base, tr("Before training"), baseName(base), base);
    }
    QStringList keys;
    for (const auto& checkpoint : checkpoints) {
        const auto path = QString::fromStdString(checkpoint.path);
        const auto title = checkpoint.isFinal ? tr("Final weights") : tr("Step %1").arg(formatCount(checkpoint.step));
        QStringList facts;
        if (!isShown)
            facts.append(runTitle(runFolder));
        if (checkpoint.evalLoss)
            facts.append(tr("held-out loss %1").arg(formatLoss(*checkpoint.evalLoss)));
        const auto summary = facts.join(QStringLiteral(" · "));
        CompareColumn column{path, title, runTitle(runFolder), checkpoint.isAdapter ? base : path, checkpoint.isAdapter ? path : QString(), templateName};
        entries_.push_back({column, false});
        list_->add(path, title, summary, path);
        keys.append(path);
        ++checkpoints_;
    }
    if (!isShown)
        return;
    usual_ = {base};
    if (!keys.isEmpty()) {
        usual_.append(keys.first());
        if (keys.size() > 1)
            usual_.append(keys.last());
    }
}

void ColumnChooser::setRun(const QString& runFolder, const RunOptions& options)
{
    const bool isNew = run_ != runFolder;
    const auto before = usual_;
    run_ = runFolder;
    entries_.clear();
    list_->clear();
    usual_.clear();
    checkpoints_ = 0;
    addRun(runFolder, options, true);
    for (const auto& other : monitor_.runs()) {
        if (other == runFolder)
            continue;
        // A run whose settings can't be read (made by another program) is told of under Runs.
        guarded([&] { addRun(other, loadRun(RunFolder(other.toStdString()).runYamlPath()).options, false); },
            [&](const QString& message, const QString&) { list_->setToolTip(tr("Left out: %1").arg(message)); });
    }
    QStringList kept;
    for (const auto& entry : entries_)
        if (ticked_.contains(entry.column.key))
            kept.append(entry.column.key);
    // New checkpoints of a run whose choice the user never touched are shown as they come.
    ticked_ = isNew || kept.isEmpty() || ticked_ == before ? usual_ : kept;
    list_->choose(ticked_);
}

void ColumnChooser::tick(const QStringList& keys)
{
    const auto checkpoints = std::count_if(entries_.begin(), entries_.end(),
        [&](const Entry& entry) { return !entry.isBase && keys.contains(entry.column.key); });
    if (checkpoints > kMaximumCheckpoints) {
        list_->choose(ticked_);
        Q_EMIT refused(tr("Up to %1 checkpoints fit side by side.").arg(kMaximumCheckpoints), tr("Untick one first."));
        return;
    }
    ticked_ = keys;
    Q_EMIT changed();
}

std::vector<CompareColumn> ColumnChooser::columns() const
{
    std::vector<CompareColumn> columns;
    for (const auto& entry : entries_)
        if (ticked_.contains(entry.column.key))
            columns.push_back(entry.column);
    return columns;
}

} // namespace lorikeet
