#include "core/data/doctor/facts_bytes.h"

#include <cstring>
#include <type_traits>

namespace lorikeet {
namespace {

class Writer {
public:
    template <typename Number>
        requires std::is_trivially_copyable_v<Number>
    void number(const Number& value)
    {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void text(const std::string& value)
    {
        number(static_cast<uint32_t>(value.size()));
        bytes += value;
    }
    void sentence(const Text& value)
    {
        text(value.id);
        number(static_cast<uint32_t>(value.args.size()));
        for (const std::string& argument : value.args)
            text(argument);
    }
    std::string bytes;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    template <typename Number>
        requires std::is_trivially_copyable_v<Number>
    void number(Number& value)
    {
        if (bytes_.size() < sizeof value) {
            isGood = false;
            return;
        }
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
    }
    void text(std::string& value)
    {
        uint32_t size = 0;
        number(size);
        isGood = isGood && size <= bytes_.size();
        if (!isGood)
            return;
        value = std::string(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
    }
    void sentence(Text& value)
    {
        text(value.id);
        uint32_t count = 0;
        number(count);
        for (uint32_t i = 0; isGood && i < count; ++i)
            text(value.args.emplace_back());
    }
    bool isAtEnd() const { return bytes_.empty(); }
    bool isGood = true;

private:
    std::string_view bytes_;
};

/// The numbers in one order for both ways.
template <typename Facts, typename Visit>
void visitNumbers(Facts& facts, const Visit& visit)
{
    visit(facts.format);
    visit(facts.storedWidth);
    visit(facts.storedHeight);
    visit(facts.orientation);
    visit(facts.isDecoded);
    visit(facts.contentHash);
    visit(facts.patternHash);
    visit(facts.layoutHash);
    visit(facts.sharpness);
    visit(facts.blur);
    visit(facts.brightness);
    visit(facts.contrast);
    visit(facts.texture);
    visit(facts.darkest);
    visit(facts.lightest);
    visit(facts.leastChannel);
}

} // namespace

std::string factsToBytes(const PictureFacts& facts)
{
    Writer writer;
    visitNumbers(facts, [&](const auto& value) { writer.number(value); });
    writer.number(static_cast<uint8_t>(facts.problem ? 1 : 0));
    if (facts.problem) {
        writer.text(facts.problem->rule);
        writer.sentence(facts.problem->message);
        writer.sentence(facts.problem->fix);
    }
    return std::move(writer.bytes);
}

std::optional<PictureFacts> factsFromBytes(std::string_view bytes)
{
    PictureFacts facts;
    Reader reader(bytes);
    visitNumbers(facts, [&](auto& value) { reader.number(value); });
    uint8_t hasProblem = 0;
    reader.number(hasProblem);
    if (hasProblem != 0) {
        DecodeProblem problem;
        reader.text(problem.rule);
        reader.sentence(problem.message);
        reader.sentence(problem.fix);
        facts.problem = std::make_shared<const DecodeProblem>(std::move(problem));
    }
    return reader.isGood && reader.isAtEnd() ? std::optional(std::move(facts)) : std::nullopt;
}

} // namespace lorikeet
