#include "ui/dataset/row_selection.h"

#include <algorithm>
#include <bit>

namespace lorikeet {

void RowSelection::reset(size_t rows)
{
    rows_ = rows;
    clear();
}

void RowSelection::clear()
{
    words_.assign((rows_ + 63) / 64, 0);
    count_ = 0;
}

void RowSelection::selectAll()
{
    clear();
    invert();
}

void RowSelection::set(size_t row, bool isOn)
{
    if (row >= rows_ || contains(row) == isOn)
        return;
    words_[row / 64] ^= uint64_t{1} << (row % 64);
    count_ += isOn ? 1 : static_cast<size_t>(-1);
}

void RowSelection::setRange(size_t from, size_t to, bool isOn)
{
    if (rows_ == 0)
        return;
    if (from > to)
        std::swap(from, to);
    to = std::min(to, rows_ - 1);
    for (size_t row = from; row <= to; ++row)
        set(row, isOn);
}

void RowSelection::invert()
{
    for (uint64_t& word : words_)
        word = ~word;
    if (rows_ % 64 != 0)
        words_.back() &= (uint64_t{1} << (rows_ % 64)) - 1;
    count_ = rows_ - count_;
}

std::vector<size_t> RowSelection::rows() const
{
    std::vector<size_t> found;
    found.reserve(count_);
    for (size_t i = 0; i < words_.size(); ++i)
        for (uint64_t word = words_[i]; word != 0; word &= word - 1)
            found.push_back(i * 64 + static_cast<size_t>(std::countr_zero(word)));
    return found;
}

} // namespace lorikeet
