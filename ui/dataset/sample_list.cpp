#include "ui/dataset/sample_list.h"

#include "ui/project_session.h"
#include "ui/widgets/while_alive.h"

#include <algorithm>
#include <numeric>

namespace lorikeet {

QString captionOf(const Sample& sample, size_t maxBytes)
{
    const Message* answer = answerOf(sample);
    if (answer == nullptr)
        return {};
    size_t bytes = std::min(maxBytes, answer->content.size());
    while (bytes > 0 && bytes < answer->content.size() && (static_cast<unsigned char>(answer->content[bytes]) & 0xC0U) == 0x80U)
        --bytes; // Not in the middle of a character.
    return QString::fromUtf8(answer->content.data(), static_cast<qsizetype>(bytes)).simplified();
}

SampleList::SampleList(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, [this] {
        showAll();
        refresh();
    });
    connect(&session_, &ProjectSession::completed, this, [this] {
        if (!filter_.isEmpty() || !order_.field.empty())
            refresh(); // It has seen the texts that were read by then.
    });
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        Q_EMIT changed(samples);
        if (session_.isComplete() && (!filter_.isEmpty() || !order_.field.empty()))
            setStale(true);
    });
    if (session_.isOpen())
        showAll();
}

bool SampleList::hasFinding(size_t sample) const
{
    const auto& rules = session_.facts().rules;
    return sample < rules.size() && rules[sample] != 0;
}

void SampleList::setFilter(const QString& filter)
{
    const QString trimmed = filter.trimmed();
    if (trimmed == filter_)
        return;
    filter_ = trimmed;
    refresh();
}

void SampleList::setOrder(const SortOrder& order)
{
    if (order == order_)
        return;
    order_ = order;
    refresh();
}

void SampleList::refresh()
{
    if (!session_.isOpen())
        return;
    if (filter_.isEmpty() && order_ == SortOrder{}) { // At once: the first screen waits for this.
        ++search_; // An earlier search that ends later is dropped.
        isSearching_ = false;
        showAll();
        return;
    }
    isSearching_ = true;
    session_.findRows(filter_, order_, whileAlive(this, [this, search = ++search_](const TaskResult<std::vector<uint32_t>>& result) {
        if (search != search_)
            return;
        isSearching_ = false;
        if (result.value)
            take(*result.value);
        else
            Q_EMIT filterFailed(result.message, result.hint);
    }));
}

void SampleList::showAll()
{
    std::vector<uint32_t> all(session_.samples().size());
    std::iota(all.begin(), all.end(), 0U);
    take(std::move(all));
}

void SampleList::take(std::vector<uint32_t> rows)
{
    rows_ = std::move(rows);
    rowOf_.assign(session_.samples().size(), -1);
    for (size_t row = 0; row < rows_.size(); ++row)
        rowOf_[rows_[row]] = static_cast<int32_t>(row);
    setStale(false);
    Q_EMIT reset();
}

void SampleList::setStale(bool isStale)
{
    if (std::exchange(isStale_, isStale) != isStale)
        Q_EMIT staleChanged();
}

} // namespace lorikeet
