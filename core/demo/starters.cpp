#include "core/demo/starters.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/resources.h"

namespace lorikeet::demo {

namespace {

constexpr size_t kLengthBytes = 8;
/// The data begins here or at a multiple of it, so that a reader may use the weights where they lie.
constexpr size_t kAlignment = 64;

uint64_t readLittleEndian(std::string_view bytes)
{
    uint64_t value = 0;
    for (size_t i = kLengthBytes; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

std::string littleEndian(uint64_t value)
{
    std::string bytes;
    for (size_t i = 0; i < kLengthBytes; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xFF);
    return bytes;
}

[[noreturn]] void throwDamaged(const std::string& path)
{
    throw Error(Text(LK_TEXT("The starter model's part %1 is damaged."), path), Text(LK_TEXT("Install Lorikeet again, or restore its resources folder.")));
}

/// Appends the part's tensors to `header` and `data`.
void appendPart(const WeightPart& part, OrderedJson& header, std::string& data)
{
    const std::string bytes = readFile(part.path);
    if (bytes.size() < kLengthBytes || readLittleEndian(bytes) > bytes.size() - kLengthBytes)
        throwDamaged(part.path);
    const size_t headerBytes = static_cast<size_t>(readLittleEndian(bytes));
    const std::string_view body = std::string_view(bytes).substr(kLengthBytes + headerBytes);
    const Json tensors = parseJson(std::string_view(bytes).substr(kLengthBytes, headerBytes), part.path);
    for (const auto& [name, tensor] : tensors.items()) {
        if (name == "__metadata__")
            continue;
        const auto offsets = tensor.value("data_offsets", std::vector<uint64_t>());
        if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > body.size())
            throwDamaged(part.path);
        OrderedJson entry = {{"dtype", tensor.at("dtype").get<std::string>()}, {"shape", tensor.at("shape").get<std::vector<int64_t>>()}};
        const uint64_t begin = data.size();
        data.append(body.substr(offsets[0], offsets[1] - offsets[0]));
        entry["data_offsets"] = {begin, data.size()};
        header[part.prefix + name] = entry;
    }
}

/// @param sources folders of resources whose files go into the model's, e.g. its config and its tokenizer.
void writeModel(const std::string& folder, const std::vector<std::string>& sources, const std::vector<WeightPart>& parts)
{
    makeFolders(folder);
    for (const std::string& source : sources)
        for (const auto& entry : std::filesystem::directory_iterator(toPath(resourcePath(source))))
            if (entry.is_regular_file())
                writeFileAtomically(folder + "/" + toUtf8(entry.path().filename()), readFile(toUtf8(entry.path())));
    writeFileAtomically(folder + "/model.safetensors", joinWeights(parts));
}

} // namespace

std::string joinWeights(const std::vector<WeightPart>& parts)
{
    OrderedJson header = {{"__metadata__", {{"format", "pt"}}}};
    std::string data;
    for (const WeightPart& part : parts)
        appendPart(part, header, data);
    std::string text = toJsonLine(header);
    while ((kLengthBytes + text.size()) % kAlignment != 0)
        text += ' ';
    return littleEndian(text.size()) + text + data;
}

void writeStarters(const std::string& modelsFolder)
{
    const auto part = [](const std::string& name) { return resourcePath("starters/" + name + ".safetensors"); };
    const std::vector<WeightPart> pictures{{part("language"), "language_model."}, {part("vision"), ""}};
    const auto withProjector = [&](const std::string& name) {
        std::vector<WeightPart> parts = pictures;
        parts.push_back({part(name), ""});
        return parts;
    };
    const std::string common = "starters/common";
    writeModel(modelsFolder + "/text-starter", {common, "starters/text"}, {{part("language"), ""}});
    writeModel(modelsFolder + "/vision-starter", {common, "starters/picture"}, withProjector("projector_random"));
    writeModel(modelsFolder + "/aligned-starter", {common, "starters/picture"}, withProjector("projector_aligned"));
    writeModel(modelsFolder + "/unified-starter", {"starters/unified"}, {{part("unified"), ""}});
}

} // namespace lorikeet::demo
