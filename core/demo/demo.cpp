#include "core/demo/demo.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/resources.h"
#include "core/demo/plan.h"
#include "core/demo/starters.h"

namespace lorikeet::demo {

namespace {

constexpr const char* kProjectFile = "# A Lorikeet project: open this folder in the window.\n"
                                     "version: 1\n"
                                     "name: Sample project\n";

void refuseUsedFolder(const std::string& folder)
{
    std::error_code problem;
    const auto status = std::filesystem::status(toPath(folder), problem);
    if (!std::filesystem::exists(status))
        return;
    if (!std::filesystem::is_directory(status))
        throw Error(Text(LK_TEXT("%1 is a file, not a folder."), folder), Text(LK_TEXT("Name a new or empty folder for the sample project.")));
    if (!std::filesystem::is_empty(toPath(folder), problem) || problem)
        throw Error(Text(LK_TEXT("The folder %1 is not empty."), folder),
            Text(LK_TEXT("Name a new or empty folder for the sample project. Nothing was changed.")));
}

void writeLessons(const std::string& folder)
{
    makeFolders(folder);
    for (const auto& entry : std::filesystem::directory_iterator(toPath(resourcePath("lessons"))))
        writeFileAtomically(folder + "/" + toUtf8(entry.path().filename()), readFile(toUtf8(entry.path())));
}

} // namespace

Written writeDemo(const std::string& folder, uint64_t seed, const Progress& progress)
{
    refuseUsedFolder(folder);
    const Plan plan = planDemo(seed);
    FolderTransaction transaction(folder);
    const std::string& root = transaction.temporaryPath();
    writeData(root + "/data", seed, plan.pictures, plan.datasets, progress);
    writeStarters(root + "/models");
    writeLessons(root + "/lessons");
    writeFileAtomically(root + "/project.lorikeet", kProjectFile);
    transaction.commit();
    size_t rows = 0;
    for (const PlannedDataset& dataset : plan.datasets)
        rows += dataset.rows.size();
    return {plan.pictures.size(), rows};
}

Written writeCorpus(const std::string& folder, size_t pictures, uint64_t seed)
{
    refuseUsedFolder(folder);
    const Plan plan = planCorpus(pictures, seed);
    makeFolders(folder + "/data");
    writeData(folder + "/data", seed, plan.pictures, plan.datasets, {});
    return {plan.pictures.size(), plan.datasets.front().rows.size()};
}

} // namespace lorikeet::demo
