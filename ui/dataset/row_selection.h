#pragma once
/// @file Which rows are chosen: one bit each, so that all of 100,000 are as cheap as one.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lorikeet {

class RowSelection {
public:
    /// Forgets everything and counts `rows` rows from now on.
    void reset(size_t rows);
    size_t rowCount() const { return rows_; }
    size_t count() const { return count_; }
    bool contains(size_t row) const { return row < rows_ && ((words_[row / 64] >> (row % 64)) & 1U) != 0; }
    bool isAll() const { return count_ == rows_; }

    void clear();
    void selectAll();
    void set(size_t row, bool isOn);
    void toggle(size_t row) { set(row, !contains(row)); }
    /// Both ends belong to it, in either order.
    void setRange(size_t from, size_t to, bool isOn);
    void invert();
    /// Rising.
    std::vector<size_t> rows() const;

private:
    std::vector<uint64_t> words_;
    size_t rows_ = 0;
    size_t count_ = 0;
};

} // namespace lorikeet
