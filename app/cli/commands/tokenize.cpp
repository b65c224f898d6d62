#include "app/cli/command_list.h"

#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <iostream>

namespace lorikeet::cli {
namespace {

/// JSON strings on stdin to JSON lists of ids, and back.
class Tokenize : public Command {
public:
    std::string name() const override { return "tokenize"; }
    std::string summary() const override { return "Turn JSON strings, one a line on stdin, into token ids, or back with --decode"; }
    std::string example() const override { return "echo '\"A red circle.\"' | lorikeet-cli tokenize --model models/text-starter"; }

    void setUp(CLI::App& app) override
    {
        app.add_option("--model", model_, "A folder with tokenizer.json")->required();
        app.add_flag("--decode", isDecoding_, "Lists of ids in, strings out");
    }

    ExitCode run() override
    {
        const auto tokenizer = Tokenizer::load(model_);
        OrderedJson all = OrderedJson::array();
        std::string line;
        for (int number = 1; std::getline(std::cin, line); ++number) {
            if (line.find_first_not_of(" \t\r") == std::string::npos)
                continue;
            const OrderedJson result = convert(*tokenizer, parseJson(line, fmt::format("stdin, line {}", number)), number);
            if (wantsJson)
                all.push_back(result);
            else
                fmt::print("{}\n", toJsonLine(result));
        }
        if (wantsJson)
            printJson(all);
        return ExitCode::Done;
    }

private:
    OrderedJson convert(const Tokenizer& tokenizer, const Json& value, int line) const
    {
        if (!isDecoding_ && value.is_string())
            return tokenizer.encode(value.get_ref<const std::string&>());
        const bool isIdList = value.is_array()
            && std::all_of(value.begin(), value.end(), [&](const Json& id) {
                   return id.is_number_integer() && id.get<int64_t>() >= 0 && id.get<int64_t>() < tokenizer.vocabSize();
               });
        if (isDecoding_ && isIdList)
            return tokenizer.decode(value.get<std::vector<TokenId>>());
        throw Error(Text(LK_TEXT("Line %1 of stdin is not %2."), line,
                        isDecoding_ ? "a list of ids of this vocabulary" : "a JSON string"),
            Text(isDecoding_ ? LK_TEXT("Write one list a line, such as [12, 7].") : LK_TEXT("Write one string a line, in double quotes.")));
    }

    std::string model_;
    bool isDecoding_ = false;
};

} // namespace

std::unique_ptr<Command> makeTokenize()
{
    return std::make_unique<Tokenize>();
}

} // namespace lorikeet::cli
