#include "app/cli/command_list.h"

namespace lorikeet::cli {

std::vector<std::unique_ptr<Command>> makeCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make : {makeDemo, makeTrain, makeEvaluate, makeGenerate, makeBench, makeCheck, makeEncode, makeTokenize, makeInspect, makeRuns, makeProbe, makeExport, makeExportData, makeScript})
        commands.push_back(make());
    return commands;
}

} // namespace lorikeet::cli
