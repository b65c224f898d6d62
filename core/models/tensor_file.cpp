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

constexpr std::array<std::pair<const char*, ScalarType>, 10> kDtypes{{{"F64", torch::kDouble}, {"F32", torch::kFloat}, {"F16", torch::kHalf},
    {"BF16", torch::kBFloat16}, {"I64", torch::kLong}, {"I32", torch::kInt}, {"I16", torch::kShort}, {"I8", torch::kChar}, {"U8", torch::kByte},
    {"BOOL", torch::kBool}}};

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

ScalarType dtypeOf(const StoredTensor& stored)
{
    for (const auto& [known, dtype] : kDtypes) {
        if (stored.dtype == known)
            return dtype;
    }
    throw Error(Text(LK_TEXT("%1: tensor %2 is stored as %3, which can't be read"), stored.file, stored.name, stored.dtype),
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
    file->header_ = readSafetensorsHeader(path);
    file->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file->descriptor_ < 0)
        throw Error(Text(LK_TEXT("%1 can't be opened: %2"), path, std::strerror(errno)), LK_TEXT("Check that the file is there and may be read."));
    return file;
}

const StoredTensor& TensorFile::find(const std::string& name) const
{
    const auto* found = header_.find(name);
    if (found == nullptr)
        throw Error(Text(LK_TEXT("%1 has no tensor %2"), path_, name), LK_TEXT("The file belongs to another model, or is incomplete."));
    return *found;
}

torch::Tensor TensorFile::read(const std::string& name) const
{
    const auto& stored = find(name);
    auto tensor = torch::empty(stored.shape, dtypeOf(stored));
    readFully(descriptor_, tensor.data_ptr(), stored.bytes(), stored.begin, path_);
    return tensor;
}

torch::Tensor TensorFile::read(const std::string& name, ScalarType dtype) const { return read(name).to(dtype); }

torch::Tensor TensorFile::map(const std::string& name, ScalarType dtype) const
{
    const auto& stored = find(name);
    if (dtypeOf(stored) != dtype || stored.begin % kAlignment != 0 || stored.bytes() == 0)
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
    if (stored.end > mapping_->bytes)
        throw Error(Text(LK_TEXT("%1 became shorter while it was read"), path_), LK_TEXT("Copy or download the file again."), ExitCode::Io);
    auto* data = static_cast<char*>(mapping_->address) + stored.begin;
    return torch::from_blob(data, stored.shape, [keep = mapping_](void*) {}, torch::TensorOptions(dtype));
}

WeightFolder::WeightFolder(const std::string& folder) : folder_(folder), list_(listModelTensors(folder))
{
    for (const auto& path : list_.files)
        files_[path] = TensorFile::open(path);
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
