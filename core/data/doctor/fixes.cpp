#include "core/data/doctor/fixes.h"

#include "core/data/doctor/fix_parts.h"

namespace lorikeet {
namespace {

/// Applies `change` to a copy of each sample's content; keeps what differs.
template <typename Change>
std::vector<Edit::Change> changeEach(const std::vector<size_t>& indexes, const std::vector<Sample>& samples, const Change& change)
{
    std::vector<Edit::Change> changes;
    for (const size_t index : indexes) {
        if (index >= samples.size())
            continue;
        SampleContent after = samples[index].content();
        change(after, index);
        if (after != samples[index].content())
            changes.push_back({samples[index].id, samples[index].content(), std::move(after)});
    }
    return changes;
}

void changeTexts(SampleContent& content, std::string (*change)(const std::string&))
{
    for (Message& message : content.messages)
        message.content = change(message.content);
    if (content.system)
        content.system = change(*content.system);
    if (content.rejectedAnswer)
        content.rejectedAnswer = change(*content.rejectedAnswer);
}

} // namespace

std::vector<Edit::Change> makeFix(const FixRequest& request, const std::vector<Sample>& samples, const DoctorReport& report)
{
    switch (request.kind) {
    case FixKind::MatchPlaceholders:
        return changeEach(request.samples, samples, [](SampleContent& content, size_t) { matchPlaceholders(content); });
    case FixKind::Exclude:
        return changeEach(request.samples, samples, [](SampleContent& content, size_t) { content.isExcluded = true; });
    case FixKind::MoveToTraining:
        return changeEach(request.samples, samples, [](SampleContent& content, size_t) { content.alwaysTrains = true; });
    case FixKind::KeepFirst: {
        const std::vector<size_t> copies = laterCopies(request, samples, report);
        return changeEach(copies, samples, [](SampleContent& content, size_t) { content.isExcluded = true; });
    }
    case FixKind::LocateFolder: {
        const FolderIndex folder(request.folder);
        return changeEach(request.samples, samples, [&](SampleContent& content, size_t) { folder.relocate(content); });
    }
    case FixKind::CleanText:
        return changeEach(request.samples, samples, [](SampleContent& content, size_t) { changeTexts(content, cleanText); });
    case FixKind::RepairEncoding:
        return changeEach(request.samples, samples, [](SampleContent& content, size_t) { changeTexts(content, repairMojibake); });
    case FixKind::RemoveTokens:
        return changeEach(request.samples, samples, [&](SampleContent& content, size_t) {
            for (Message& message : content.messages)
                message.content = withoutTokens(message.content, request.tokens);
        });
    case FixKind::KeepStored:
        return changeEach(request.samples, samples, [](SampleContent& content, size_t) { content.keepsStoredOrientation = true; });
    case FixKind::WriteCaptions:
    case FixKind::CaptionWithAi:
    case FixKind::SmallerPictures:
    case FixKind::LongerLimit:
    case FixKind::AllowFolder:
    case FixKind::ReadAs:
    case FixKind::ChooseEncoding:
    case FixKind::Accept:
    case FixKind::Ignore:
        break;
    }
    return {};
}

} // namespace lorikeet
