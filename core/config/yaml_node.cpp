#include "core/config/yaml_node.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/strings.h"
#include "core/config/yaml_scalar.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

namespace lorikeet {
namespace {

constexpr size_t kMaxDepth = 32;
constexpr size_t kMaxKeys = 5'000; ///< Of one map; each new key is compared with those before.

/// Builds the tree from yaml-cpp's events: its own nodes would follow aliases without telling.
class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(std::string origin) : origin_(std::move(origin)) {}

    YamlNode root;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { addScalar(mark, anchor, "", true); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuseAnchor(mark); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override
    {
        addScalar(mark, anchor, value, tag == "?" || tag.empty());
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(mark, anchor, YamlNode::Kind::List);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(mark, anchor, YamlNode::Kind::Map);
    }
    void OnMapEnd() override { close(); }

private:
    struct Level {
        YamlNode node;
        std::optional<std::string> key; ///< Of a map: read, its value not yet.
    };

    static int lineOf(const YAML::Mark& mark) { return mark.line + 1; }

    [[noreturn]] void refuseAnchor(const YAML::Mark& mark)
    {
        throw Error(Text(LK_TEXT("%1, line %2: YAML anchors (&) and aliases (*) are not read."), origin_, lineOf(mark)),
            LK_TEXT("Write the value out, or put quotes around a text that begins with & or *."));
    }

    void addScalar(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& value, bool isPlain)
    {
        if (anchor != YAML::NullAnchor)
            refuseAnchor(mark);
        YamlNode node;
        node.text = value;
        node.isPlain = isPlain;
        node.line = lineOf(mark);
        put(std::move(node));
    }

    void open(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode::Kind kind)
    {
        if (anchor != YAML::NullAnchor)
            refuseAnchor(mark);
        if (levels_.size() >= kMaxDepth)
            throw Error(Text(LK_TEXT("%1, line %2: nested deeper than %3 levels."), origin_, lineOf(mark), kMaxDepth),
                LK_TEXT("A run's settings are a plain list of keys and values; check that this is the right file."));
        Level level;
        level.node.kind = kind;
        level.node.line = lineOf(mark);
        levels_.push_back(std::move(level));
    }

    void close()
    {
        YamlNode done = std::move(levels_.back().node);
        levels_.pop_back();
        put(std::move(done));
    }

    void put(YamlNode node)
    {
        if (levels_.empty()) {
            root = std::move(node);
            return;
        }
        Level& level = levels_.back();
        if (level.node.kind == YamlNode::Kind::List) {
            level.node.items.push_back(std::move(node));
        } else if (!level.key) {
            takeKey(level, node);
        } else {
            level.node.entries.emplace_back(std::move(*level.key), std::move(node));
            level.key.reset();
        }
    }

    void takeKey(Level& level, const YamlNode& node)
    {
        if (node.kind != YamlNode::Kind::Scalar)
            throw Error(Text(LK_TEXT("%1, line %2: a key must be a word."), origin_, node.line), LK_TEXT("Write `key: value` on each line."));
        if (level.node.entries.size() >= kMaxKeys)
            throw Error(Text(LK_TEXT("%1, line %2: more than %3 keys."), origin_, node.line, kMaxKeys), LK_TEXT("Check that this is the right file."));
        for (const auto& [key, value] : level.node.entries)
            if (key == node.text)
                throw Error(Text(LK_TEXT("%1, line %2: the key %3 stands there twice (first in line %4)."), origin_, node.line, key, value.line),
                    LK_TEXT("Keep one of them."));
        level.key = node.text;
    }

    std::string origin_;
    std::vector<Level> levels_;
};

YamlNode fromJson(const Json& json, int line)
{
    YamlNode node;
    node.line = line;
    if (json.is_array()) {
        node.kind = YamlNode::Kind::List;
        for (const auto& item : json)
            node.items.push_back(fromJson(item, line));
    } else if (json.is_object()) {
        node.kind = YamlNode::Kind::Map;
        for (const auto& [key, value] : json.items())
            node.entries.emplace_back(key, fromJson(value, line));
    } else if (json.is_string()) {
        node.text = json.get<std::string>();
        node.isPlain = false;
    } else {
        node.text = json.dump();
    }
    return node;
}

YamlNode parseJsonSettings(std::string_view text, const std::string& origin)
{
    const Json json = parseJson(text, origin);
    YamlNode root = fromJson(json, 1);
    for (auto& [key, value] : root.entries) {
        const size_t at = text.find(Json(key).dump());
        value.line = at == std::string_view::npos ? 1 : static_cast<int>(lineOfByte(text, at));
    }
    return root;
}

YamlNode parseEvents(const std::string& text, const std::string& origin)
{
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder builder(origin);
    if (!parser.HandleNextDocument(builder))
        return {};
    TreeBuilder second(origin);
    if (parser.HandleNextDocument(second))
        throw Error(Text(LK_TEXT("%1 holds more than one YAML document."), origin), LK_TEXT("Keep one, and remove the line with ---."));
    return builder.root;
}

} // namespace

bool YamlNode::isNull() const
{
    return kind == Kind::Scalar && isPlain && isNullWord(text);
}

YamlNode parseYaml(std::string_view text, const std::string& origin)
{
    if (const auto bad = findInvalidUtf8(text))
        throw Error(Text(LK_TEXT("%1 is not UTF-8: line %2, byte %3."), origin, lineOfByte(text, *bad), *bad),
            LK_TEXT("Save the file as UTF-8 and try again."));
    if (const size_t zero = text.find('\0'); zero != std::string_view::npos)
        throw Error(Text(LK_TEXT("%1, line %2: a zero byte stands in the text."), origin, lineOfByte(text, zero)),
            LK_TEXT("This is no YAML file; check that it is the right one."));
    if (const size_t first = text.find_first_not_of(" \t\r\n"); first != std::string_view::npos && text[first] == '{' && Json::accept(text))
        return parseJsonSettings(text, origin);
    try {
        return parseEvents(std::string(text), origin);
    } catch (const YAML::Exception& e) {
        throw Error(Text(LK_TEXT("%1, line %2: not valid YAML: %3."), origin, e.mark.line + 1, e.msg),
            LK_TEXT("Write `key: value` on each line; put quotes around text with : or # in it."));
    }
}

} // namespace lorikeet
