#include "core/data/search_text.h"

#include "core/data/parallel.h"
#include "core/text/fold.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr size_t kPiece = 4096;

uint32_t appendPart(std::string& arena, const std::string& text, size_t partBegin)
{
    if (arena.size() > partBegin)
        arena += '\n';
    appendFolded(arena, text);
    return static_cast<uint32_t>(arena.size() - partBegin);
}

} // namespace

SearchText::SearchText(const std::vector<Sample>& samples)
{
    rebuild(samples);
}

SearchText::Entry SearchText::append(std::string& arena, const Sample& sample)
{
    Entry entry;
    entry.begin = arena.size();
    size_t begin = arena.size();
    for (const Message& message : sample.messages) {
        if (message.role != Role::Assistant && message.role != Role::Function && !sample.isText)
            continue;
        entry.answer = appendPart(arena, message.content, begin);
        entry.words += static_cast<uint32_t>(countWords(message.content));
        entry.characters += static_cast<uint32_t>(countCharacters(message.content));
    }
    arena += '\n';
    begin = arena.size();
    for (const Message& message : sample.messages)
        if ((message.role == Role::User || message.role == Role::Observation) && !sample.isText)
            entry.question = appendPart(arena, message.content, begin);
    arena += '\n';
    begin = arena.size();
    if (sample.system)
        entry.system = appendPart(arena, *sample.system, begin);
    arena += '\n';
    begin = arena.size();
    if (sample.imagesAsWritten.empty())
        entry.file = appendPart(arena, sample.id, begin);
    for (const std::string& name : sample.imagesAsWritten)
        entry.file = appendPart(arena, name, begin);
    return entry;
}

void SearchText::rebuild(const std::vector<Sample>& samples)
{
    const size_t count = samples.size();
    std::vector<std::string> pieces((count + kPiece - 1) / kPiece);
    entries_.assign(count, {});
    entries_.shrink_to_fit();
    parallelFor(count, kPiece, [&](size_t begin, size_t end) {
        std::string& piece = pieces[begin / kPiece];
        for (size_t i = begin; i < end; ++i)
            entries_[i] = append(piece, samples[i]);
    });
    size_t bytes = 0;
    for (const std::string& piece : pieces)
        bytes += piece.size();
    arena_ = std::string();
    arena_.reserve(bytes + bytes / 16); // Room for single edits.
    for (size_t i = 0; i < pieces.size(); ++i) {
        for (size_t j = i * kPiece; j < std::min(count, (i + 1) * kPiece); ++j)
            entries_[j].begin += arena_.size();
        arena_ += pieces[i];
        pieces[i] = std::string();
    }
    unused_ = 0;
}

void SearchText::update(const std::vector<Sample>& samples, const std::vector<size_t>& changed)
{
    if (samples.size() != entries_.size() || changed.size() > samples.size() / 8 + 64 || unused_ > arena_.size() / 2 + (1U << 20)) {
        rebuild(samples);
        return;
    }
    for (const size_t i : changed) {
        unused_ += all(i).size();
        entries_[i] = append(arena_, samples[i]);
    }
}

std::string_view SearchText::all(size_t sample) const
{
    const Entry& entry = entries_[sample];
    return part(entry, 0, uint64_t{entry.answer} + entry.question + entry.system + entry.file + 3);
}

std::string_view SearchText::conversation(size_t sample) const
{
    const Entry& entry = entries_[sample];
    return part(entry, 0, uint64_t{entry.answer} + entry.question + entry.system + 2);
}

std::string_view SearchText::answer(size_t sample) const
{
    return part(entries_[sample], 0, entries_[sample].answer);
}

std::string_view SearchText::question(size_t sample) const
{
    return part(entries_[sample], uint64_t{entries_[sample].answer} + 1, entries_[sample].question);
}

std::string_view SearchText::system(size_t sample) const
{
    const Entry& entry = entries_[sample];
    return part(entry, uint64_t{entry.answer} + entry.question + 2, entry.system);
}

std::string_view SearchText::file(size_t sample) const
{
    const Entry& entry = entries_[sample];
    return part(entry, uint64_t{entry.answer} + entry.question + entry.system + 3, entry.file);
}

} // namespace lorikeet
