#include "core/data/dataset_info.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"

#include <array>

namespace lorikeet {
namespace {

/// Reads the keys of one description; the file and the dataset's name are for messages.
class DescriptionReader {
public:
    DescriptionReader(const std::string& path, const std::string& name, const OrderedJson& json) : path_(path), name_(name), json_(json) {}

    DatasetDescription read() const
    {
        if (!json_.is_object())
            fail("", "an object");
        DatasetDescription result;
        result.name = name_;
        result.fileName = text(json_, "file_name").value_or("");
        result.formatting = readFormatting();
        result.isOpenAi = text(json_, "formatting").value_or("") == "openai";
        readSource(result);
        if (const auto ranking = json_.find("ranking"); ranking != json_.end() && !ranking->is_null()) {
            if (!ranking->is_boolean())
                fail("ranking", "true or false");
            result.isRanking = ranking->get<bool>();
        }
        if (const auto count = json_.find("num_samples"); count != json_.end() && !count->is_null()) {
            if (!count->is_number_integer() || count->get<int64_t>() < 1)
                fail("num_samples", "a whole number from 1 up");
            result.numSamples = count->get<int64_t>();
        }
        readColumns(result.columns);
        readTags(result.tags);
        return result;
    }

private:
    [[noreturn]] void fail(const std::string& key, const char* wanted) const
    {
        const std::string where = key.empty() ? name_ : name_ + "." + key;
        throw Error(Text(LK_TEXT("%1: \"%2\" must be %3."), path_, where, wanted),
            LK_TEXT("Correct this entry; the page \"Data formats\" of the manual shows one that works."));
    }

    std::optional<std::string> text(const OrderedJson& json, const std::string& key) const
    {
        const auto found = json.find(key);
        if (found == json.end() || found->is_null())
            return std::nullopt;
        if (!found->is_string())
            fail(key, "text");
        return found->get<std::string>();
    }

    Formatting readFormatting() const
    {
        const std::string formatting = text(json_, "formatting").value_or("alpaca");
        if (formatting == "alpaca")
            return Formatting::Alpaca;
        if (formatting != "sharegpt" && formatting != "openai")
            fail("formatting", "alpaca, sharegpt or openai");
        return Formatting::ShareGpt;
    }

    void readSource(DatasetDescription& result) const
    {
        if (!result.fileName.empty())
            return;
        for (const char* key : {"hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name"}) {
            if (const auto source = text(json_, key)) {
                result.isFromHub = true;
                result.source = std::string(key) + ": " + *source;
                return;
            }
        }
        fail("file_name", "the name of a file or folder");
    }

    /// Defaults hold only where the whole object is absent; a key that is left out of it is unset.
    template <typename Fields>
    void readFields(const char* object, const Fields& fields) const
    {
        const auto found = json_.find(object);
        if (found == json_.end() || found->is_null())
            return;
        if (!found->is_object())
            fail(object, "an object");
        for (const auto& [key, field] : fields)
            *field = text(*found, key);
    }

    void readColumns(DatasetColumns& columns) const
    {
        using Field = std::pair<const char*, std::optional<std::string>*>;
        readFields("columns", std::array<Field, 13>{{{"prompt", &columns.prompt}, {"query", &columns.query}, {"response", &columns.response},
                                  {"history", &columns.history}, {"messages", &columns.messages}, {"system", &columns.system},
                                  {"tools", &columns.tools}, {"images", &columns.images}, {"videos", &columns.videos}, {"audios", &columns.audios},
                                  {"chosen", &columns.chosen}, {"rejected", &columns.rejected}, {"kto_tag", &columns.ktoTag}}});
    }

    void readTags(DatasetTags& tags) const
    {
        using Field = std::pair<const char*, std::optional<std::string>*>;
        readFields("tags", std::array<Field, 7>{{{"role_tag", &tags.role}, {"content_tag", &tags.content}, {"user_tag", &tags.user},
                               {"assistant_tag", &tags.assistant}, {"observation_tag", &tags.observation}, {"function_tag", &tags.function},
                               {"system_tag", &tags.system}}});
    }

    const std::string& path_;
    const std::string& name_;
    const OrderedJson& json_;
};

} // namespace

bool DatasetInfo::isIn(const std::string& folder)
{
    std::error_code error;
    return std::filesystem::is_regular_file(toPath(folder) / kFileName, error);
}

DatasetInfo DatasetInfo::read(const std::string& folder)
{
    DatasetInfo result;
    result.path_ = toUtf8(toPath(folder) / kFileName);
    if (!isIn(folder))
        throw Error(Text(LK_TEXT("There is no %1 in the data folder %2."), kFileName, folder),
            LK_TEXT("Point dataset_dir at the folder that holds it, or name a data file or picture folder as the dataset."));
    const std::string text = readFile(result.path_);
    const Json checked = parseJson(text, result.path_);
    if (!checked.is_object())
        throw Error(Text(LK_TEXT("%1 must hold an object: dataset name to description."), result.path_),
            LK_TEXT("Write {\"my_data\": {\"file_name\": \"my_data.json\"}}."));
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    const bool hasMark = std::string_view(text).starts_with(kByteOrderMark);
    // Parsed once more only to keep the order in which people wrote the names; the text is known to be sound.
    const OrderedJson ordered = OrderedJson::parse(text.begin() + (hasMark ? 3 : 0), text.end());
    for (const auto& [name, description] : ordered.items())
        result.datasets_.push_back(DescriptionReader(result.path_, name, description).read());
    return result;
}

const DatasetDescription* DatasetInfo::find(const std::string& name) const
{
    for (const DatasetDescription& dataset : datasets_)
        if (dataset.name == name)
            return &dataset;
    return nullptr;
}

const DatasetDescription& DatasetInfo::usable(const std::string& name) const
{
    const DatasetDescription* found = find(name);
    if (found == nullptr) {
        std::vector<std::string> names;
        for (const DatasetDescription& dataset : datasets_)
            names.push_back(dataset.name);
        const auto nearest = nearestWord(name, names);
        const Text message(LK_TEXT("There is no dataset \"%1\" in %2."), name, path_);
        throw nearest ? Error(message, Text(LK_TEXT("Did you mean \"%1\"? The file names: %2."), *nearest, join(names, ", ")))
                      : Error(message, Text(LK_TEXT("The file names: %1."), join(names, ", ")));
    }
    if (found->isFromHub)
        throw Error(Text(LK_TEXT("Dataset \"%1\" in %2 lies on a hub or in a cloud (%3); nothing is downloaded here."), name, path_, found->source),
            LK_TEXT("Download it yourself and describe the file with \"file_name\"."));
    if (found->columns.ktoTag)
        throw Error(Text(LK_TEXT("Dataset \"%1\" in %2 holds answers judged good or bad (KTO, column \"%3\"), which are not read here."), name, path_, *found->columns.ktoTag),
            LK_TEXT("Keep the rows with good answers and describe them without kto_tag."));
    return *found;
}

const DatasetDescription& DatasetInfo::trainable(const std::string& name) const
{
    const DatasetDescription* found = &usable(name);
    if (found->isRanking)
        throw Error(Text(LK_TEXT("Dataset \"%1\" in %2 holds preference pairs (ranking: true), which this training can't use."), name, path_),
            LK_TEXT("Use a dataset with one answer an example."));
    return *found;
}

} // namespace lorikeet
