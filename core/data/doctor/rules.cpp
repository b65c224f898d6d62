#include "core/data/doctor/rule.h"

#include <algorithm>

/// Every rule, a file each in core/data/checks; shown in this order.
#define LK_RULES(RULE) \
    RULE(datasetUnreadable) \
    RULE(datasetOutside) \
    RULE(folderUnreadable) \
    RULE(rowJson) \
    RULE(rowQuote) \
    RULE(rowTooLong) \
    RULE(imageMissing) \
    RULE(imageEmpty) \
    RULE(imageFormat) \
    RULE(imageOutside) \
    RULE(imageRemote) \
    RULE(imageTooLarge) \
    RULE(imageTruncated) \
    RULE(imageDamaged) \
    RULE(imageTextModel) \
    RULE(imageAspect) \
    RULE(placeholderCount) \
    RULE(placeholderAnswer) \
    RULE(placeholderToken) \
    RULE(rolesOrder) \
    RULE(rolesCount) \
    RULE(answerEmpty) \
    RULE(questionEmpty) \
    RULE(textEncoding) \
    RULE(textOutside) \
    RULE(textFile) \
    RULE(editRow) \
    RULE(lengthImageCut) \
    RULE(lengthNoLabel) \
    RULE(labelsNone) \
    RULE(tokenUnknown) \
    RULE(toolsMalformed) \
    RULE(stageConversation) \
    RULE(stageText) \
    RULE(leakPicture) \
    RULE(answerContradiction) \
    RULE(answerRepeated) \
    RULE(answerShort) \
    RULE(imageDuplicate) \
    RULE(imageNearDuplicate) \
    RULE(textRepeatedRow) \
    RULE(imageBlurred) \
    RULE(imageDark) \
    RULE(imageOverexposed) \
    RULE(imageBlank) \
    RULE(imageTiny) \
    RULE(imageElongated) \
    RULE(pictureExpensive) \
    RULE(lengthCut) \
    RULE(textReplacement) \
    RULE(textMojibake) \
    RULE(textControl) \
    RULE(textSpecialToken) \
    RULE(textBoilerplate) \
    RULE(textMixedScripts) \
    RULE(preferenceSame) \
    RULE(imageSideways) \
    RULE(textWhitespace) \
    RULE(systemMixed) \
    RULE(answerSeveral) \
    RULE(datasetRemote) \
    RULE(datasetUnlisted) \
    RULE(datasetAside)

namespace lorikeet {

#define LK_DECLARE(name) Rule name##Rule();
LK_RULES(LK_DECLARE)
#undef LK_DECLARE

const std::vector<Rule>& allRules()
{
#define LK_MAKE(name) name##Rule(),
    static const std::vector<Rule> rules{LK_RULES(LK_MAKE)};
#undef LK_MAKE
    return rules;
}

size_t ruleIndex(std::string_view id)
{
    const std::vector<Rule>& rules = allRules();
    return static_cast<size_t>(std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; }) - rules.begin());
}

const Rule* findRule(std::string_view id)
{
    const size_t index = ruleIndex(id);
    return index < allRules().size() ? &allRules()[index] : nullptr;
}

Text Rule::title(size_t count) const
{
    return count == 1 ? Text(one) : Text(many, count);
}

} // namespace lorikeet
