#pragma once
/// @file The samples that the gallery shows, in its order: numbers only, whatever their count.

#include "core/data/filter/sort.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace lorikeet {

class ProjectSession;
struct Sample;

class SampleList : public QObject {
    Q_OBJECT

public:
    explicit SampleList(ProjectSession& session, QObject* parent = nullptr);

    int rowCount() const { return static_cast<int>(rows_.size()); }
    size_t sampleAt(int row) const { return rows_[static_cast<size_t>(row)]; }
    /// The samples in the order of their rows.
    const std::vector<uint32_t>& rows() const { return rows_; }
    /// The row that shows a sample, -1 when it is filtered out.
    int rowOf(size_t sample) const { return sample < rowOf_.size() ? rowOf_[sample] : -1; }
    bool hasFinding(size_t sample) const;

    /// In the filter language (core/data/filter/filter.h); "" = every sample. Off this thread; reset() or filterFailed() tells.
    void setFilter(const QString& filter);
    const QString& filter() const { return filter_; }
    void setOrder(const SortOrder& order);
    const SortOrder& order() const { return order_; }
    /// Filters and sorts again: samples may have come to match or not.
    void refresh();
    /// A search is under way.
    bool isSearching() const { return isSearching_; }
    /// Samples were changed since the rows were found, so that some may not match any more (they stay: nothing jumps away under the hand).
    bool isStale() const { return isStale_; }

Q_SIGNALS:
    /// Other rows are listed, or in another order.
    void reset();
    /// The same rows, with other contents.
    void changed(const std::vector<size_t>& samples);
    void staleChanged();
    /// The filter can't be understood: what and where, and what to do. The rows stay as they are.
    void filterFailed(const QString& message, const QString& hint);

private:
    void showAll();
    void take(std::vector<uint32_t> rows);
    void setStale(bool isStale);

    ProjectSession& session_;
    std::vector<uint32_t> rows_;
    std::vector<int32_t> rowOf_;
    QString filter_;
    SortOrder order_;
    int search_ = 0; ///< Counts searches: only the last one is answered.
    bool isSearching_ = false;
    bool isStale_ = false;
};

/// The answer that a sample teaches, on one line, up to `maxBytes` of it.
QString captionOf(const Sample& sample, size_t maxBytes = 400);

} // namespace lorikeet
