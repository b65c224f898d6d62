#include "core/models/safetensors_header.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

#include <array>
#include <cstring>
#include <fstream>
#include <set>
#include <unordered_set>

namespace lorikeet {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& problem)
{
    throw Error(Text(LK_TEXT("%1 is not a usable safetensors file: %2."), path, problem),
        Text(LK_TEXT("Copy or download the file again; it may be damaged or cut short.")));
}

struct DType {
    std::string_view name;
    int bits;
};
constexpr std::array<DType, 22> kTypes{{{"F32", 32}, {"BF16", 16}, {"F16", 16}, {"F64", 64}, {"I64", 64}, {"I32", 32}, {"I16", 16},
    {"I8", 8}, {"U8", 8}, {"BOOL", 8}, {"U16", 16}, {"U32", 32}, {"U64", 64}, {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8},
    {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"F4", 4}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"C64", 64}}};

/// Reads the header's JSON token by token, so that duplicate keys are seen and nothing is built twice.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit HeaderReader(SafetensorsHeader& header) : header_(header) {}
    const std::string& problem() const { return problem_; }

    bool null() override { return scalar("null"); }
    bool boolean(bool) override { return scalar("true or false"); }
    bool number_integer(number_integer_t) override { return isNumberList() ? fail("a negative number in shape or data_offsets") : scalar("a number"); }
    bool number_float(number_float_t, const string_t&) override { return isNumberList() ? fail("a fraction in shape or data_offsets") : scalar("a number"); }
    bool binary(binary_t&) override { return fail("binary data"); }
    bool number_unsigned(number_unsigned_t value) override
    {
        if (!isNumberList())
            return scalar("a number");
        if (value > static_cast<uint64_t>(INT64_MAX))
            return fail("a number too large in shape or data_offsets");
        if (numbers_.size() >= 64)
            return fail("too many numbers in shape or data_offsets");
        numbers_.push_back(value);
        return true;
    }
    bool string(string_t& value) override
    {
        if (skipped_ > 0 || field_ == Field::Other)
            return true;
        if (depth_ == 2 && inMetadata_) {
            header_.metadata[key_] = value;
            return true;
        }
        if (depth_ == 2 && field_ == Field::DType) {
            tensor_.dtype = value;
            return true;
        }
        return scalar("text");
    }
    bool start_object(std::size_t) override
    {
        if (skipped_ > 0 || (depth_ == 2 && field_ == Field::Other))
            return skipDeeper();
        if (depth_ >= 2)
            return fail("an object where a value belongs");
        if (++depth_ == 2) {
            tensor_ = StoredTensor{};
            tensor_.name = key_;
            fields_.clear();
        }
        return true;
    }
    bool key(string_t& value) override
    {
        if (skipped_ > 0)
            return true;
        if (depth_ == 1) {
            if (!names_.insert(value).second)
                return fail("the name \"" + value + "\" stands there twice (DuplicateKey)");
            inMetadata_ = value == "__metadata__";
            key_ = value;
            return true;
        }
        if (!fields_.insert(value).second)
            return fail("the key \"" + value + "\" of \"" + key_ + "\" stands there twice (DuplicateKey)");
        if (inMetadata_)
            key_ = value;
        else
            field_ = value == "dtype" ? Field::DType : value == "shape" ? Field::Shape : value == "data_offsets" ? Field::Offsets : Field::Other;
        return true;
    }
    bool end_object() override
    {
        if (skipped_ > 0) {
            --skipped_;
            return true;
        }
        if (depth_-- == 2) {
            field_ = Field::None;
            if (!inMetadata_)
                return finishTensor();
        }
        return true;
    }
    bool start_array(std::size_t) override
    {
        if (skipped_ > 0 || (depth_ == 2 && field_ == Field::Other))
            return skipDeeper();
        if (depth_ != 2 || inMetadata_ || isInList_ || (field_ != Field::Shape && field_ != Field::Offsets))
            return fail("a list where it does not belong");
        isInList_ = true;
        numbers_.clear();
        return true;
    }
    bool end_array() override
    {
        if (skipped_ > 0) {
            --skipped_;
            return true;
        }
        isInList_ = false;
        if (field_ == Field::Shape) {
            tensor_.shape.assign(numbers_.begin(), numbers_.end());
            return true;
        }
        if (numbers_.size() != 2)
            return fail("data_offsets of \"" + key_ + "\" must be two numbers");
        tensor_.begin = numbers_[0];
        tensor_.end = numbers_[1];
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override
    {
        return fail("its header is not valid JSON at byte " + std::to_string(position) + " (InvalidHeaderDeserialization): " + error.what());
    }

private:
    enum class Field { None, DType, Shape, Offsets, Other };

    bool isNumberList() const { return isInList_ && skipped_ == 0; }
    bool fail(const std::string& problem)
    {
        if (problem_.empty())
            problem_ = problem.find('(') != std::string::npos ? problem : "its header holds " + problem + " (InvalidHeaderDeserialization)";
        return false;
    }
    /// A plain value of a kind that is right nowhere, except under keys that nobody reads.
    bool scalar(const char* kind)
    {
        if (skipped_ > 0 || (depth_ == 2 && field_ == Field::Other))
            return true;
        return fail(std::string(kind) + " where something else belongs, near \"" + key_ + "\"");
    }
    bool skipDeeper() { return ++skipped_ <= 64 || fail("values nested deeper than 64"); }
    bool finishTensor()
    {
        for (const char* needed : {"dtype", "shape", "data_offsets"})
            if (!fields_.contains(needed))
                return fail("\"" + key_ + "\" lacks " + needed + " (InvalidHeaderDeserialization)");
        header_.tensors.push_back(std::move(tensor_));
        return true;
    }

    SafetensorsHeader& header_;
    std::string problem_;
    std::string key_;
    std::unordered_set<std::string> names_;
    std::set<std::string> fields_;
    StoredTensor tensor_;
    std::vector<uint64_t> numbers_;
    Field field_ = Field::None;
    int depth_ = 0;
    int skipped_ = 0;
    bool inMetadata_ = false;
    bool isInList_ = false;
};

/// Bytes that type and shape ask for.
uint64_t sizeOf(const StoredTensor& tensor, const std::string& path)
{
    const int bits = storedTypeBits(tensor.dtype);
    if (bits == 0)
        refuse(path, "\"" + tensor.name + "\" has the unknown type \"" + tensor.dtype + "\"");
    uint64_t total = static_cast<uint64_t>(bits);
    for (const int64_t side : tensor.shape)
        if (__builtin_mul_overflow(total, static_cast<uint64_t>(side), &total))
            refuse(path, "the shape of \"" + tensor.name + "\" is too large (ValidationOverflow)");
    if (total % 8 != 0)
        refuse(path, "\"" + tensor.name + "\" does not end at a whole byte (MisalignedSlice)");
    return total / 8;
}

void checkPlaces(SafetensorsHeader& header)
{
    std::sort(header.tensors.begin(), header.tensors.end(), [](const StoredTensor& a, const StoredTensor& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    uint64_t expected = 0;
    const uint64_t dataBytes = header.fileSize - header.dataStart;
    for (StoredTensor& tensor : header.tensors) {
        if (tensor.end < tensor.begin || tensor.end - tensor.begin != sizeOf(tensor, header.file))
            refuse(header.file, "the place of \"" + tensor.name + "\" does not fit its type and shape (TensorInvalidInfo)");
        if (tensor.begin != expected)
            refuse(header.file, "there is a hole or an overlap before \"" + tensor.name + "\" (InvalidOffset)");
        expected = tensor.end;
        if (expected > dataBytes)
            refuse(header.file, "it ends inside \"" + tensor.name + "\": " + std::to_string(dataBytes) + " bytes of data instead of at least "
                    + std::to_string(expected) + " (MetadataIncompleteBuffer)");
        tensor.file = header.file;
        tensor.begin += header.dataStart;
        tensor.end += header.dataStart;
    }
    if (expected != dataBytes)
        refuse(header.file, "after its last tensor there are " + std::to_string(dataBytes - expected) + " bytes too many (MetadataIncompleteBuffer)");
}

} // namespace

int storedTypeBits(std::string_view dtype)
{
    for (const DType& type : kTypes)
        if (type.name == dtype)
            return type.bits;
    return 0;
}

int64_t StoredTensor::elements() const
{
    int64_t product = 1;
    for (const int64_t side : shape)
        product *= side;
    return product;
}

const StoredTensor* SafetensorsHeader::find(const std::string& name) const
{
    const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const StoredTensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

SafetensorsHeader parseSafetensorsHeader(std::string_view json, uint64_t fileSize, const std::string& path)
{
    SafetensorsHeader header;
    header.file = path;
    header.fileSize = fileSize;
    header.dataStart = 8 + json.size();
    if (header.dataStart > fileSize)
        refuse(path, "its header is longer than the file (InvalidHeaderLength)");
    // The JSON library takes a zero byte for the end of its input.
    if (std::memchr(json.data(), '\0', json.size()) != nullptr)
        refuse(path, "its header holds a zero byte (InvalidHeaderDeserialization)");
    HeaderReader reader(header);
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader))
        refuse(path, reader.problem());
    checkPlaces(header);
    return header;
}

SafetensorsHeader readSafetensorsHeader(const std::string& path)
{
    std::error_code problem;
    if (!std::filesystem::is_regular_file(toPath(path), problem))
        throw Error(Text(LK_TEXT("There is no weight file %1."), path), Text(LK_TEXT("Copy the whole model folder, with all its .safetensors files.")));
    const uint64_t fileSize = std::filesystem::file_size(toPath(path), problem);
    std::ifstream stream(toPath(path), std::ios::binary);
    if (problem || !stream)
        throw Error(Text(LK_TEXT("%1 can't be opened."), path), Text(LK_TEXT("Check the rights of the file.")), ExitCode::Io);
    if (fileSize < 8)
        refuse(path, "it is shorter than 8 bytes (HeaderTooSmall)");
    std::array<unsigned char, 8> prefix{};
    stream.read(reinterpret_cast<char*>(prefix.data()), 8);
    uint64_t length = 0;
    for (size_t i = 8; i-- > 0;)
        length = length << 8 | prefix[i];
    if (length > kMaxSafetensorsHeader)
        refuse(path, "its header would be " + std::to_string(length) + " bytes long (HeaderTooLarge)");
    if (length > fileSize - 8)
        refuse(path, "its header is longer than the file (InvalidHeaderLength)");
    std::string json(length, '\0');
    stream.read(json.data(), static_cast<std::streamsize>(length));
    if (!stream)
        throw Error(Text(LK_TEXT("%1 can't be read."), path), Text(LK_TEXT("Check the disk and the rights of the file.")), ExitCode::Io);
    return parseSafetensorsHeader(json, fileSize, path);
}

} // namespace lorikeet
