// Bulk edits of decisions: review, left out, turned, reverted.
#include "core/data/bulk_edit.h"

namespace lorikeet {

BulkEdit setReview(Review review)
{
    const char* label = review == Review::Accepted ? LK_TEXT("Accept %1 examples") : review == Review::Rejected ? LK_TEXT("Reject %1 examples") : LK_TEXT("Take back the review of %1 examples");
    return {label, [review](const Sample&, SampleContent& content) { content.review = review; }, [review](const Sample& sample) { return sample.review != review; }};
}

BulkEdit setExcluded(bool isExcluded)
{
    return {isExcluded ? LK_TEXT("Leave out %1 examples") : LK_TEXT("Take in %1 examples again"),
        [isExcluded](const Sample&, SampleContent& content) { content.isExcluded = isExcluded; },
        [isExcluded](const Sample& sample) { return sample.isExcluded != isExcluded; }};
}

BulkEdit setAlwaysTrains(bool always)
{
    return {always ? LK_TEXT("Move %1 examples to training") : LK_TEXT("Let %1 examples be held out again"),
        [always](const Sample&, SampleContent& content) { content.alwaysTrains = always; },
        [always](const Sample& sample) { return sample.alwaysTrains != always; }};
}

BulkEdit setKeepsStoredOrientation(bool keeps)
{
    return {keeps ? LK_TEXT("Keep the pictures of %1 examples as they are stored") : LK_TEXT("Turn the pictures of %1 examples upright"),
        [keeps](const Sample&, SampleContent& content) { content.keepsStoredOrientation = keeps; },
        [keeps](const Sample& sample) { return sample.keepsStoredOrientation != keeps && !sample.images.empty(); }};
}

BulkEdit revertTo(std::function<const SampleContent*(const std::string& sampleId)> versionOf)
{
    return {LK_TEXT("Revert %1 examples"), [versionOf = std::move(versionOf)](const Sample& sample, SampleContent& content) {
        if (const SampleContent* version = versionOf(sample.id))
            content = *version;
    }};
}

} // namespace lorikeet
