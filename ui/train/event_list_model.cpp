#include "ui/train/event_list_model.h"

#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace lorikeet {

EventListModel::EventListModel(Theme& theme, QObject* parent) : QAbstractListModel(parent), theme_(theme)
{
    connect(&theme_, &Theme::changed, this, [this] {
        if (!entries_.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
    });
}

std::vector<EventListModel::Entry> EventListModel::entriesOf(const RunHistory& history)
{
    std::vector<Entry> entries;
    if (history.started) {
        const auto& started = *history.started;
        const auto when = started.timeMs > 0 ? formatExact(QDateTime::fromMSecsSinceEpoch(started.timeMs)) : QString();
        entries.push_back({Kind::Started, started.resumedFrom,
            started.resumedFrom > 0 ? tr("Resumed from step %1").arg(formatCount(started.resumedFrom)) : tr("Started"), when, false});
    }
    for (const auto& check : history.evals)
        entries.push_back({Kind::Check, check.step,
            check.loss ? tr("Checked on held-out data: loss %1").arg(formatLoss(*check.loss)) : tr("Checked: the loss is not a number"), {}, !check.loss});
    for (const auto& saved : history.checkpoints)
        entries.push_back({Kind::Checkpoint, saved.step, tr("Checkpoint saved"), QString::fromStdString(saved.path), false});
    for (const auto& warning : history.warnings) {
        auto place = QString::fromStdString(warning.file);
        if (warning.row >= 0)
            place += tr(", row %1").arg(warning.row + 1);
        entries.push_back({Kind::Warning, warning.step, QString::fromStdString(warning.message),
            (place + QLatin1Char('\n') + QString::fromStdString(warning.hint)).trimmed(), true});
    }
    if (history.last) {
        if (const auto* paused = std::get_if<Paused>(&*history.last))
            entries.push_back({Kind::Paused, paused->step, tr("Paused"), {}, false});
        if (const auto* finished = std::get_if<RunFinished>(&*history.last)) {
            const bool isBad = finished->status == FinishStatus::Failed;
            const auto text = isBad ? QString::fromStdString(finished->message)
                : finished->status == FinishStatus::Stopped ? tr("Stopped and kept") : tr("Done");
            entries.push_back({Kind::Finished, finished->step, text, QString::fromStdString(finished->hint), isBad});
        }
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.step < b.step; });
    std::reverse(entries.begin(), entries.end());
    return entries;
}

void EventListModel::setHistory(const RunHistory& history)
{
    auto now = entriesOf(history);
    if (now == entries_)
        return;
    const auto added = now.size() > entries_.size() ? now.size() - entries_.size() : 0;
    const bool isGrown = added > 0 && std::equal(entries_.begin(), entries_.end(), now.begin() + static_cast<std::ptrdiff_t>(added));
    if (isGrown) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        entries_ = std::move(now);
        endInsertRows();
        return;
    }
    beginResetModel();
    entries_ = std::move(now);
    endResetModel();
}

int EventListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant EventListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& entry = entries_[static_cast<size_t>(index.row())];
    static constexpr const char* kIcons[] = {"play", "look", "save", "warning", "pause", "tick"};
    switch (role) {
    case Qt::DisplayRole: return tr("%1 · step %2").arg(entry.text, formatCount(entry.step));
    case Qt::ToolTipRole: return entry.toolTip.isEmpty() ? entry.text : entry.text + QLatin1Char('\n') + entry.toolTip;
    case Qt::DecorationRole: {
        const auto name = entry.isBad && entry.kind == Kind::Finished ? "error" : kIcons[static_cast<int>(entry.kind)];
        const auto& colours = theme_.colours();
        return tintedIcon(QString::fromLatin1(name), entry.isBad ? (entry.kind == Kind::Warning ? colours.amber : colours.bad) : colours.textQuiet);
    }
    case KindRole: return static_cast<int>(entry.kind);
    case StepRole: return static_cast<qlonglong>(entry.step);
    default: return {};
    }
}

} // namespace lorikeet
