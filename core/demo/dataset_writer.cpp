#include "core/demo/dataset_writer.h"

#include "core/base/file.h"
#include "core/base/error.h"
#include "core/base/os.h"

#include <atomic>
#include <exception>
#include <fstream>
#include <thread>

namespace lorikeet::demo {

namespace {

/// Plain writing: the folder that it is in is published whole, later.
void writeFile(const std::string& path, std::string_view bytes)
{
    std::ofstream out(toPath(path), std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out)
        throw Error(Text(LK_TEXT("%1 can't be written."), path), Text(LK_TEXT("Check that the disk has free space and that you may write there.")),
            ExitCode::Io);
}

Image draw(const PlannedPicture& picture, Random& random)
{
    if (picture.digit)
        return drawDigit(*picture.digit, random);
    return picture.isCloseUp ? drawCloseUp(picture.scene.first, random) : drawScene(picture.scene, random);
}

void writePictures(const std::string& folder, uint64_t seed, const std::vector<PlannedPicture>& pictures, const Progress& progress)
{
    std::atomic<size_t> next{0};
    const size_t workers = static_cast<size_t>(std::max(1, os::coreCount()));
    std::vector<std::exception_ptr> failures(workers);
    const auto work = [&](size_t worker) {
        try {
            for (size_t i = next++; i < pictures.size(); i = next++) {
                const PlannedPicture& picture = pictures[i];
                Random random(seed, i);
                writeFile(folder + "/" + picture.file, encodePicture(draw(picture, random), picture.format, picture.orientation));
                if (worker == 0 && progress)
                    progress(i, pictures.size());
            }
        } catch (const std::exception&) {
            failures[worker] = std::current_exception();
            next = pictures.size();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (size_t worker = 1; worker < workers; ++worker)
            threads.emplace_back(work, worker);
        work(0);
    }
    for (const std::exception_ptr& failure : failures)
        if (failure)
            std::rethrow_exception(failure);
    if (progress)
        progress(pictures.size(), pictures.size());
}

std::string oneRowALine(const OrderedJson& rows)
{
    std::string text = "[\n";
    for (size_t i = 0; i < rows.size(); ++i)
        text += toJsonLine(rows[i]) + (i + 1 < rows.size() ? ",\n" : "\n");
    return text + "]\n";
}

} // namespace

void writeData(const std::string& folder, uint64_t seed, const std::vector<PlannedPicture>& pictures,
    const std::vector<PlannedDataset>& datasets, const Progress& progress)
{
    for (const PlannedPicture& picture : pictures)
        if (const auto parent = toPath(folder + "/" + picture.file).parent_path(); !std::filesystem::exists(parent))
            makeFolders(toUtf8(parent));
    writePictures(folder, seed, pictures, progress);
    OrderedJson info = OrderedJson::object();
    for (const PlannedDataset& dataset : datasets) {
        OrderedJson entry = {{"file_name", dataset.name + ".json"}};
        entry.update(dataset.description);
        info[dataset.name] = entry;
        writeFile(folder + "/" + dataset.name + ".json", oneRowALine(dataset.rows));
    }
    writeFile(folder + "/dataset_info.json", toPrettyJson(info));
}

} // namespace lorikeet::demo
