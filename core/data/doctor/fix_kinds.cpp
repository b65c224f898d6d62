#include "core/data/doctor/rule.h"

#include <array>

namespace lorikeet {
namespace {

struct Words {
    FixKind kind;
    const char* name;
    const char* label; ///< On the button.
    const char* edit;  ///< In the journal.
};

constexpr std::array kWords{
    Words{FixKind::MatchPlaceholders, "match", LK_TEXT("Match automatically"), LK_TEXT("Match <image> marks")},
    Words{FixKind::Exclude, "exclude", LK_TEXT("Leave out"), LK_TEXT("Leave out")},
    Words{FixKind::LocateFolder, "locate", LK_TEXT("Locate folder…"), LK_TEXT("Find pictures in another folder")},
    Words{FixKind::MoveToTraining, "move_to_training", LK_TEXT("Move to training"), LK_TEXT("Move %1 examples to training")},
    Words{FixKind::KeepFirst, "keep_first", LK_TEXT("Keep the first of each"), LK_TEXT("Keep the first of each")},
    Words{FixKind::WriteCaptions, "write", LK_TEXT("Write captions"), ""},
    Words{FixKind::CaptionWithAi, "caption_ai", LK_TEXT("Caption with AI"), ""},
    Words{FixKind::CleanText, "clean", LK_TEXT("Clean the text"), LK_TEXT("Clean text")},
    Words{FixKind::RepairEncoding, "repair", LK_TEXT("Repair the letters"), LK_TEXT("Repair letters")},
    Words{FixKind::RemoveTokens, "remove_tokens", LK_TEXT("Remove the marks"), LK_TEXT("Remove the model's marks")},
    Words{FixKind::KeepStored, "keep_stored", LK_TEXT("Keep as stored"), LK_TEXT("Keep pictures as stored")},
    Words{FixKind::SmallerPictures, "smaller_pictures", LK_TEXT("Smaller pictures"), ""},
    Words{FixKind::LongerLimit, "longer_limit", LK_TEXT("Longer limit"), ""},
    Words{FixKind::AllowFolder, "allow_folder", LK_TEXT("Allow this folder…"), ""},
    Words{FixKind::ReadAs, "read_as", LK_TEXT("Read as %1"), ""},
    Words{FixKind::ChooseEncoding, "choose_encoding", LK_TEXT("Choose…"), ""},
    Words{FixKind::Accept, "accept", LK_TEXT("OK"), ""},
    Words{FixKind::Ignore, "ignore", LK_TEXT("Ignore"), ""},
};

const Words& wordsOf(FixKind kind)
{
    for (const Words& words : kWords)
        if (words.kind == kind)
            return words;
    return kWords.back();
}

} // namespace

bool mendsReading(FixKind kind) { return kind == FixKind::AllowFolder || kind == FixKind::ReadAs || kind == FixKind::ChooseEncoding; }
Text fixLabel(FixKind kind) { return wordsOf(kind).label; }
const char* fixName(FixKind kind) { return wordsOf(kind).name; }
Text fixEditLabel(FixKind kind) { return wordsOf(kind).edit; }

} // namespace lorikeet
