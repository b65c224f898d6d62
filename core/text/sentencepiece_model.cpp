#include "core/text/sentencepiece_model.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <bit>
#include <functional>
#include <string_view>

namespace lorikeet {
namespace {

constexpr uint64_t kMaxModelBytes = uint64_t{256} << 20;

/// One field of a message in protobuf's wire format.
struct WireField {
    enum class Kind { Number = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };
    uint64_t number = 0;
    Kind kind = Kind::Number;
    uint64_t value = 0;     ///< Number, Fixed32, Fixed64
    std::string_view bytes; ///< Bytes

    bool flag() const { return value != 0; }
    int64_t id() const { return static_cast<int64_t>(value); } // negative numbers are written as 64 bits
    float real() const { return std::bit_cast<float>(static_cast<uint32_t>(value)); }
};

class WireReader {
public:
    WireReader(std::string_view bytes, const std::string& file) : rest_(bytes), file_(file) {}

    bool next(WireField& field)
    {
        if (rest_.empty())
            return false;
        const uint64_t tag = number();
        field.number = tag >> 3;
        field.kind = static_cast<WireField::Kind>(tag & 7);
        switch (field.kind) {
        case WireField::Kind::Number:
            field.value = number();
            return true;
        case WireField::Kind::Fixed64:
            field.value = fixed(8);
            return true;
        case WireField::Kind::Fixed32:
            field.value = fixed(4);
            return true;
        case WireField::Kind::Bytes:
            field.bytes = take(number());
            return true;
        }
        refuse();
    }

    [[noreturn]] void refuse() const
    {
        throw Error(Text(LK_TEXT("%1 is not a sentencepiece model, or it is cut short."), file_),
            Text(LK_TEXT("Take tokenizer.json from the model's publisher. (The tokenizer.model of Llama 3's first download is of another kind; its Hugging Face "
                         "folder has a tokenizer.json.)")));
    }

private:
    std::string_view take(uint64_t count)
    {
        if (count > rest_.size())
            refuse();
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    uint64_t number()
    {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 70; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1).front());
            if (shift < 64)
                value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        refuse();
    }
    uint64_t fixed(unsigned count)
    {
        uint64_t value = 0;
        const std::string_view taken = take(count);
        for (unsigned i = 0; i < count; ++i)
            value |= static_cast<uint64_t>(static_cast<unsigned char>(taken[i])) << 8 * i;
        return value;
    }

    std::string_view rest_;
    const std::string& file_;
};

void forEachField(std::string_view bytes, const std::string& file, const std::function<void(const WireField&)>& read)
{
    WireReader reader(bytes, file);
    WireField field;
    while (reader.next(field))
        read(field);
}

SentencePiece readPiece(std::string_view bytes, const std::string& file)
{
    SentencePiece piece;
    forEachField(bytes, file, [&](const WireField& field) {
        if (field.number == 1)
            piece.text = field.bytes;
        else if (field.number == 2)
            piece.score = field.real();
        else if (field.number == 3)
            piece.type = static_cast<SentencePiece::Type>(field.value);
    });
    return piece;
}

void readTrainer(SentencePieceModel& model, const WireField& field)
{
    switch (field.number) {
    case 3: model.kind = static_cast<SentencePieceModel::Kind>(field.value); break;
    case 24: model.putsSpaceBehindWords = field.flag(); break;
    case 35: model.hasByteFallback = field.flag(); break;
    case 40: model.unknownId = field.id(); break;
    case 41: model.bosId = field.id(); break;
    case 42: model.eosId = field.id(); break;
    case 43: model.padId = field.id(); break;
    default: break;
    }
}

void readNormalizer(SentencePieceModel& model, const WireField& field)
{
    switch (field.number) {
    case 1: model.ruleName = field.bytes; break;
    case 2: model.charsmap = field.bytes; break;
    case 3: model.addsDummyPrefix = field.flag(); break;
    case 4: model.removesExtraSpaces = field.flag(); break;
    case 5: model.escapesSpaces = field.flag(); break;
    default: break;
    }
}

} // namespace

SentencePieceModel readSentencePieceModel(const std::string& file)
{
    const std::string bytes = readFile(file, kMaxModelBytes);
    SentencePieceModel model;
    forEachField(bytes, file, [&](const WireField& part) {
        if (part.kind != WireField::Kind::Bytes)
            return;
        if (part.number == 1)
            model.pieces.push_back(readPiece(part.bytes, file));
        else if (part.number == 2)
            forEachField(part.bytes, file, [&](const WireField& field) { readTrainer(model, field); });
        else if (part.number == 3)
            forEachField(part.bytes, file, [&](const WireField& field) { readNormalizer(model, field); });
        else if (part.number == 5)
            forEachField(part.bytes, file, [&](const WireField& field) {
                if (field.number == 2)
                    model.denormalizerCharsmap = field.bytes;
            });
    });
    if (model.pieces.empty())
        WireReader({}, file).refuse();
    return model;
}

} // namespace lorikeet
