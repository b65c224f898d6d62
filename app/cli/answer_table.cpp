#include "app/cli/answer_table.h"

#include "app/cli/say.h"

#include "core/base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace lorikeet::cli {
namespace {

struct Answers {
    const SampleText* before = nullptr;
    const SampleText* after = nullptr;
};

std::string oneLine(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return printable(trim(text));
}

std::string withMark(const SampleText& sample)
{
    return fmt::format("{}{}", oneLine(sample.answer), trim(sample.answer) == trim(sample.reference) ? "   [exactly right]" : "");
}

} // namespace

std::string answerTable(const RunFolder& folder)
{
    RunHistory history;
    EventReader reader(folder.logPath());
    for (const Event& event : reader.poll())
        history.add(event);

    std::vector<std::string> order;
    std::map<std::string, Answers> bySample;
    for (const SampleText& sample : history.samples) {
        Answers& answers = bySample[sample.sampleId];
        if (answers.before == nullptr) {
            order.push_back(sample.sampleId);
            answers.before = &sample;
        } else {
            answers.after = &sample;
        }
    }
    std::string table;
    for (const std::string& id : order) {
        const Answers& answers = bySample[id];
        if (answers.after == nullptr)
            continue;
        table += fmt::format("\n  {}\n    should be  {}\n    before     {}\n    after      {}\n", oneLine(answers.before->prompt),
            oneLine(answers.before->reference), withMark(*answers.before), withMark(*answers.after));
    }
    return table.empty() ? table : "Answers before and after:\n" + table;
}

} // namespace lorikeet::cli
