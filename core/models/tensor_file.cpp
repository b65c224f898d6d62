#include "core/models/tensor_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lorikeet {
namespace {

using torch::ScalarType;

constexpr uint64_t kAlignment = 64;
constexpr uint64_t kMaxHeaderBytes = 100'000'000;

constexpr std::array<std::pair<const char*, ScalarType>, 10> kDtypes{{{"F64", torch::kDouble}, {"F32", torch::kFloat}, {"F16", torch::kHalf},
    {"BF16", torch::kBFloat16}, {"I64", torch::kLong}, {"I32", torch::kInt}, {"I16", torch::kShort}, {"I8", torch::kChar}, {"U8", torch::kByte},
    {"BOOL", torch::kBool}}};

[[noreturn]] void unsound(const std::string& path, const std::string& why)
{
    throw Error(Text(LK_TEXT("%1 isn't a sound safetensors file: %2"), path, why), LK_TEXT("Copy or download the file again."));
}

void readFully(int descriptor, void* target, uint64_t bytes, uint64_t offset, const std::string& path)
{
    auto* at = static_cast<char*>(target);
    while (bytes > 0) {
        const ssize_t got = ::pread(descriptor, at, bytes, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            throw Error(Text(LK_TEXT("%1 can't be read: %2"), path, got == 0 ? "it became shorter" : std::strerror(errno)),
                LK_TEXT("Check the disk, then copy or download the file again."), ExitCode::Io);
        at += got;
        bytes -= static_cast<uint64_t>(got);
        offset += static_cast<uint64_t>(got);
    }
}

ScalarType dtypeOf(const std::string& name, const std::string& tensor, const std::string& path)
{
    for (const auto& [known, dtype] : kDtypes) {
        if (name == known)
            return dtype;
    }
    throw Error(Text(LK_TEXT("%1: tensor %2 is stored as %3, which can't be read"), path, tensor, name),
        LK_TEXT("Take the float32, float16 or bfloat16 version of this model."));
}

const char* nameOf(ScalarType dtype)
{
    for (const auto& [name, known] : kDtypes) {
        if (known == dtype)
            return name;
    }
    TORCH_CHECK(false, "no safetensors name for ", dtype);
}

/// @throws Error when shape, type and offsets don't agree.
StoredTensor entryOf(const std::string& path, const std::string& name, const Json& entry, uint64_t dataBegin, uint64_t fileBytes)
{
    StoredTensor stored;
    stored.dtype = dtypeOf(entry.at("dtype").get<std::string>(), name, path);
    uint64_t bytes = torch::elementSize(stored.dtype);
    for (const auto& side : entry.at("shape")) {
        const auto length = side.get<uint64_t>();
        if (length > fileBytes || (length != 0 && bytes > fileBytes / length))
            unsound(path, name + " is larger than the file");
        stored.shape.push_back(static_cast<int64_t>(length));
        bytes *= length;
    }
    const auto begin = entry.at("data_offsets").at(0).get<uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<uint64_t>();
    if (end < begin || end - begin != bytes || end > fileBytes - dataBegin)
        unsound(path, name + " has offsets that don't fit its shape or the file");
    stored.offset = dataBegin + begin;
    stored.bytes = bytes;
    return stored;
}

} // namespace

struct TensorFile::Mapping {
    void* address = nullptr;
    size_t bytes = 0;
    ~Mapping()
    {
        if (address != nullptr)
            ::munmap(address, bytes);
    }
};

TensorFile::TensorFile(std::string path) : path_(std::move(path)) {}

TensorFile::~TensorFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::shared_ptr<const TensorFile> TensorFile::open(const std::string& path)
{
    std::shared_ptr<TensorFile> file(new TensorFile(path));
    file->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    if (file->descriptor_ < 0 || ::fstat(file->descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
        throw Error(Text(LK_TEXT("%1 can't be opened: %2"), path, errno != 0 ? std::strerror(errno) : "not a file"),
            LK_TEXT("Check that the file is there and may be read."));
    const auto fileBytes = static_cast<uint64_t>(status.st_size);
    std::array<unsigned char, 8> length{};
    if (fileBytes < length.size())
        unsound(path, "it is too short for a header");
    readFully(file->descriptor_, length.data(), length.size(), 0, path);
    uint64_t headerBytes = 0;
    for (size_t i = 0; i < length.size(); ++i)
        headerBytes |= static_cast<uint64_t>(length[i]) << (8 * i);
    if (headerBytes > kMaxHeaderBytes || headerBytes > fileBytes - length.size())
        unsound(path, "its header is longer than the file");
    std::string text(headerBytes, '\0');
    readFully(file->descriptor_, text.data(), headerBytes, length.size(), path);
    const Json header = parseJson(text, path);
    if (!header.is_object())
        unsound(path, "its header isn't an object");
    try {
        for (const auto& [name, entry] : header.items()) {
            if (name == "__metadata__")
                file->metadata_ = entry.get<std::map<std::string, std::string>>();
            else
                file->tensors_[name] = entryOf(path, name, entry, length.size() + headerBytes, fileBytes);
        }
    } catch (const Json::exception& problem) {
        unsound(path, problem.what());
    }
    return file;
}

const StoredTensor& TensorFile::find(const std::string& name) const
{
    const auto found = tensors_.find(name);
    if (found == tensors_.end())
        throw Error(Text(LK_TEXT("%1 has no tensor %2"), path_, name), LK_TEXT("The file belongs to another model, or is incomplete."));
    return found->second;
}

torch::Tensor TensorFile::read(const std::string& name) const
{
    const auto& stored = find(name);
    auto tensor = torch::empty(stored.shape, stored.dtype);
    readFully(descriptor_, tensor.data_ptr(), stored.bytes, stored.offset, path_);
    return tensor;
}

torch::Tensor TensorFile::read(const std::string& name, ScalarType dtype) const { return read(name).to(dtype); }

torch::Tensor TensorFile::map(const std::string& name, ScalarType dtype) const
{
    const auto& stored = find(name);
    if (stored.dtype != dtype || stored.offset % kAlignment != 0 || stored.bytes == 0)
        return read(name, dtype);
    if (!mapping_) {
        struct stat status {};
        ::fstat(descriptor_, &status);
        auto mapping = std::make_shared<Mapping>();
        const auto bytes = static_cast<size_t>(status.st_size);
        void* address = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor_, 0);
        if (address == MAP_FAILED)
            return read(name, dtype);
        mapping->address = address;
        mapping->bytes = bytes;
        mapping_ = std::move(mapping);
    }
    if (stored.offset + stored.bytes > mapping_->bytes)
        unsound(path_, "it became shorter");
    auto* data = static_cast<char*>(mapping_->address) + stored.offset;
    return torch::from_blob(data, stored.shape, [keep = mapping_](void*) {}, torch::TensorOptions(dtype));
}

WeightFolder::WeightFolder(const std::string& folder) : folder_(folder)
{
    namespace fs = std::filesystem;
    const auto root = toPath(folder);
    const auto single = root / "model.safetensors";
    const auto index = root / "model.safetensors.index.json";
    if (fs::exists(single)) {
        auto file = TensorFile::open(toUtf8(single));
        for (const auto& [name, stored] : file->tensors())
            files_[name] = file;
        return;
    }
    if (!fs::exists(index)) {
        for (const char* pickle : {"pytorch_model.bin", "pytorch_model.bin.index.json", "consolidated.00.pth", "model.pt"}) {
            if (fs::exists(root / pickle))
                throw Error(Text(LK_TEXT("%1 holds its weights as a pickle file (%2), which is never opened: such files can run programs"), folder, pickle),
                    LK_TEXT("Take the model's safetensors version, or save it once with save_pretrained(…, safe_serialization=True)."));
        }
        throw Error(Text(LK_TEXT("%1 has no model.safetensors"), folder), LK_TEXT("Choose a folder with a whole Hugging Face model."));
    }
    const Json map = readJsonFile(toUtf8(index)).value("weight_map", Json::object());
    std::map<std::string, std::shared_ptr<const TensorFile>> shards;
    for (const auto& [name, fileName] : map.items()) {
        const auto shard = fileName.is_string() ? fileName.get<std::string>() : std::string();
        if (shard.empty() || toPath(shard).has_parent_path())
            throw Error(Text(LK_TEXT("%1 names no file for %2"), toUtf8(index), name), LK_TEXT("Copy or download the file again."));
        auto& file = shards[shard];
        if (!file) {
            if (!fs::exists(root / shard))
                throw Error(Text(LK_TEXT("%1 is missing (named in %2)"), toUtf8(root / shard), toUtf8(index)), LK_TEXT("Copy or download the missing part."));
            file = TensorFile::open(toUtf8(root / shard));
        }
        if (!file->has(name))
            throw Error(Text(LK_TEXT("%1 has no tensor %2"), file->path(), name), LK_TEXT("The file belongs to another model, or is incomplete."));
        files_[name] = file;
    }
}

std::vector<std::string> WeightFolder::names() const
{
    std::vector<std::string> names;
    for (const auto& [name, file] : files_)
        names.push_back(name);
    return names;
}

const TensorFile& WeightFolder::fileOf(const std::string& name) const
{
    const auto found = files_.find(name);
    if (found == files_.end())
        throw Error(Text(LK_TEXT("%1 has no tensor %2"), folder_, name), LK_TEXT("The folder belongs to another model, or is incomplete."));
    return *found->second;
}

namespace {

/// A file that is written beside its final place.
class PartialFile {
public:
    explicit PartialFile(const std::string& path) : path_(path), temporary_(path + ".tmp-" + std::to_string(::getpid()))
    {
        descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (descriptor_ < 0)
            fail();
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
        if (!isPublished_)
            ::unlink(temporary_.c_str());
    }
    void write(const void* data, size_t bytes)
    {
        const auto* at = static_cast<const char*>(data);
        while (bytes > 0) {
            const ssize_t done = ::write(descriptor_, at, bytes);
            if (done < 0 && errno == EINTR)
                continue;
            if (done < 0)
                fail();
            at += done;
            bytes -= static_cast<size_t>(done);
        }
    }
    void publish()
    {
        if (::fsync(descriptor_) != 0)
            fail();
        const int descriptor = std::exchange(descriptor_, -1);
        if (::close(descriptor) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0)
            fail();
        isPublished_ = true;
        const auto parent = toUtf8(toPath(path_).parent_path());
        const int folder = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) {
            ::fsync(folder);
            ::close(folder);
        }
    }

private:
    [[noreturn]] void fail() const
    {
        throw Error(Text(LK_TEXT("%1 can't be written: %2"), path_, std::strerror(errno)), LK_TEXT("Free some space on the disk, or choose another folder."),
            ExitCode::Io);
    }
    std::string path_, temporary_;
    int descriptor_ = -1;
    bool isPublished_ = false;
};

std::string headerOf(const TensorList& tensors, const std::map<std::string, std::string>& metadata)
{
    OrderedJson header = OrderedJson::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        const uint64_t bytes = tensor.nbytes();
        header[name] = {{"dtype", nameOf(tensor.scalar_type())}, {"shape", tensor.sizes().vec()}, {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    auto text = header.dump();
    text.append((kAlignment - (8 + text.size()) % kAlignment) % kAlignment, ' ');
    return text;
}

} // namespace

void writeTensors(const std::string& path, const TensorList& tensors, const std::map<std::string, std::string>& metadata)
{
    const auto header = headerOf(tensors, metadata);
    std::array<unsigned char, 8> length{};
    for (size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<unsigned char>(static_cast<uint64_t>(header.size()) >> (8 * i));
    PartialFile file(path);
    file.write(length.data(), length.size());
    file.write(header.data(), header.size());
    for (const auto& [name, tensor] : tensors) {
        const auto plain = tensor.detach().cpu().contiguous();
        file.write(plain.const_data_ptr(), plain.nbytes());
    }
    file.publish();
}

void writeModelTensors(const std::string& folder, const TensorList& tensors, uint64_t maxShardBytes)
{
    std::vector<TensorList> shards(1);
    uint64_t inShard = 0, total = 0;
    for (const auto& item : tensors) {
        const uint64_t bytes = item.second.nbytes();
        if (maxShardBytes > 0 && !shards.back().empty() && inShard + bytes > maxShardBytes) {
            shards.emplace_back();
            inShard = 0;
        }
        shards.back().push_back(item);
        inShard += bytes;
        total += bytes;
    }
    if (shards.size() == 1) {
        writeTensors(folder + "/model.safetensors", shards.front());
        return;
    }
    Json map = Json::object();
    for (size_t i = 0; i < shards.size(); ++i) {
        std::array<char, 64> name{};
        std::snprintf(name.data(), name.size(), "model-%05zu-of-%05zu.safetensors", i + 1, shards.size());
        writeTensors(folder + "/" + name.data(), shards[i]);
        for (const auto& item : shards[i])
            map[item.first] = name.data();
    }
    OrderedJson index;
    index["metadata"] = {{"total_size", total}};
    index["weight_map"] = map;
    writeFileAtomically(folder + "/model.safetensors.index.json", toPrettyJson(index));
}

} // namespace lorikeet
