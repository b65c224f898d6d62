#pragma once
/// @file A loop over independent pieces of work on all cores.

#include <cstddef>
#include <functional>

namespace lorikeet {

/// Calls work(begin, end) for pieces of [0, count), from several threads; returns when all are done.
/// `progress(done)` comes from the calling thread about ten times a second; returning false ends early (pieces not begun are left out).
/// An exception of a piece is thrown again here after the threads have ended.
void parallelFor(size_t count, size_t pieceSize, const std::function<void(size_t, size_t)>& work,
    const std::function<bool(size_t)>& progress = {});

} // namespace lorikeet
