#pragma once
/// @file What each file in commands/ offers: one line a verb.

#include "app/cli/command.h"

namespace lorikeet::cli {

std::unique_ptr<Command> makeDemo();
std::unique_ptr<Command> makeTrain();
std::unique_ptr<Command> makeEvaluate();
std::unique_ptr<Command> makeGenerate();
std::unique_ptr<Command> makeBench();
std::unique_ptr<Command> makeCheck();
std::unique_ptr<Command> makeEncode();
std::unique_ptr<Command> makeTokenize();
std::unique_ptr<Command> makeInspect();
std::unique_ptr<Command> makeRuns();
std::unique_ptr<Command> makeProbe();
std::unique_ptr<Command> makeExport();
std::unique_ptr<Command> makeExportData();
std::unique_ptr<Command> makeScript();

} // namespace lorikeet::cli
