#pragma once
/// @file What happened in a run, newest first: start, checks, checkpoints, warnings, end.

#include "core/run/run_folder.h"

#include <QAbstractListModel>

#include <vector>

namespace lorikeet {

class Theme;

class EventListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum class Kind { Started, Check, Checkpoint, Warning, Paused, Finished };
    enum Role { KindRole = Qt::UserRole, StepRole };

    explicit EventListModel(Theme& theme, QObject* parent = nullptr);
    void setHistory(const RunHistory& history);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Entry {
        Kind kind = Kind::Started;
        int64_t step = 0;
        QString text;
        QString toolTip;
        bool isBad = false;
        bool operator==(const Entry&) const = default;
    };
    static std::vector<Entry> entriesOf(const RunHistory& history);

    Theme& theme_;
    std::vector<Entry> entries_;
};

} // namespace lorikeet
