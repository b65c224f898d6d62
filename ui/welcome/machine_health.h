#pragma once
/// @file What this machine has for training, each with a plain verdict.

#include <QString>

#include <cstdint>
#include <vector>

namespace lorikeet {

struct MachineFacts {
    int cores = 0;
    double freeMemoryMib = 0;
    uint64_t freeDiskBytes = 0;
    QString graphicsCard; ///< Name of a card that can train, "" = none found.
};

enum class HealthLevel { Good, Fair, Poor };

struct HealthItem {
    QString icon; ///< In resources/icons.
    QString name;
    HealthLevel level = HealthLevel::Good;
    QString word;     ///< The verdict in a word, so that colour is never alone.
    QString sentence; ///< What it means for training.
};

/// @param folder where projects will lie (its disk is asked).
MachineFacts readMachineFacts(const QString& folder);
/// Processor, memory, disk, graphics card: always these four.
std::vector<HealthItem> judgeMachine(const MachineFacts& facts);

} // namespace lorikeet
