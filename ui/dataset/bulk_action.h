#pragma once
/// @file The changes to many samples that the panel offers, and what each needs to be told.

#include "core/data/bulk_edit.h"

#include <QString>

#include <functional>
#include <vector>

namespace lorikeet {

/// What was filled in.
struct BulkFields {
    QString first;  ///< What to find, the text, the tags, the old name.
    QString second; ///< The replacement, the new name.
    bool isRegex = false;
    bool matchesCase = false;
    bool wholeWords = false;
    bool alsoEmpty = false;
    TextScope scope = TextScope::Answers;
};

struct BulkAction {
    /// Which fields it has.
    enum class Form { None, FindReplace, Text, LongText, Words, Rename };

    QString name;  ///< Stable, for tests and settings.
    QString title;
    Form form = Form::None;
    QString firstLabel;
    QString secondLabel;
    /// @throws Error where the fields make no sense.
    std::function<BulkEdit(const BulkFields&)> make;
    bool needsText = true; ///< Nothing to preview while the first field is empty.
};
const std::vector<BulkAction>& bulkActions();

} // namespace lorikeet
