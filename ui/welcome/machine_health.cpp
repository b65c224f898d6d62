#include "ui/welcome/machine_health.h"

#include "core/base/os.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace lorikeet {
namespace {

/// Gives tr() its context.
struct MachineHealth {
    Q_DECLARE_TR_FUNCTIONS(MachineHealth)
};

/// The driver's own list; no library of the driver needs to be loaded for it.
QString findGraphicsCard()
{
    const QDir cards(QStringLiteral("/proc/driver/nvidia/gpus"));
    for (const QString& card : cards.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(cards.filePath(card + "/information"));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith("Model:"))
                return QString::fromUtf8(line.mid(6)).trimmed();
    }
    return QFile::exists(QStringLiteral("/dev/kfd")) ? MachineHealth::tr("AMD graphics card") : QString();
}

QString word(HealthLevel level)
{
    return level == HealthLevel::Good ? MachineHealth::tr("good") : level == HealthLevel::Fair ? MachineHealth::tr("enough for small models") : MachineHealth::tr("too little");
}

} // namespace

MachineFacts readMachineFacts(const QString& folder)
{
    return {os::coreCount(), os::freeMemoryMib(), os::freeDiskBytes(folder.toStdString()), findGraphicsCard()};
}

std::vector<HealthItem> judgeMachine(const MachineFacts& facts)
{
    const HealthLevel cores = facts.cores >= 8 ? HealthLevel::Good : facts.cores >= 2 ? HealthLevel::Fair : HealthLevel::Poor;
    const HealthLevel memory = facts.freeMemoryMib >= 12 * 1024 ? HealthLevel::Good : facts.freeMemoryMib >= 2 * 1024 ? HealthLevel::Fair : HealthLevel::Poor;
    const double diskGib = static_cast<double>(facts.freeDiskBytes) / (1 << 30);
    const HealthLevel disk = diskGib >= 50 ? HealthLevel::Good : diskGib >= 2 ? HealthLevel::Fair : HealthLevel::Poor;
    std::vector<HealthItem> items;
    items.push_back({"cpu", MachineHealth::tr("Processor"), cores, word(cores),
        facts.cores == 1 ? MachineHealth::tr("1 core: training works, and the window may be slow meanwhile.")
                         : MachineHealth::tr("%1 cores: one stays free for this window while the others train.").arg(facts.cores)});
    items.push_back({"memory", MachineHealth::tr("Memory"), memory, word(memory),
        memory == HealthLevel::Poor ? MachineHealth::tr("%1 free: close other programs before training.").arg(formatMib(facts.freeMemoryMib))
                                    : MachineHealth::tr("%1 free: plenty for the sample lessons.").arg(formatMib(facts.freeMemoryMib))});
    items.push_back({"disk", MachineHealth::tr("Disk"), disk, word(disk),
        disk == HealthLevel::Poor ? MachineHealth::tr("%1 free: checkpoints may not fit.").arg(formatBytes(facts.freeDiskBytes))
                                  : MachineHealth::tr("%1 free for pictures and checkpoints.").arg(formatBytes(facts.freeDiskBytes))});
    const bool hasCard = !facts.graphicsCard.isEmpty();
    items.push_back({"gpu", MachineHealth::tr("Graphics card"), hasCard ? HealthLevel::Good : HealthLevel::Fair, hasCard ? MachineHealth::tr("good") : MachineHealth::tr("none found"),
        hasCard ? MachineHealth::tr("%1: large models train on it.").arg(facts.graphicsCard)
                : MachineHealth::tr("Training runs on the processor: right for the lessons, slow for large models.")});
    return items;
}

} // namespace lorikeet
