#include "core/demo/scene.h"

#include <fmt/format.h>

#include <array>

namespace lorikeet::demo {

namespace {

struct Word {
    const char* english;
    const char* chinese;
    const char* of(Language language) const { return language == Language::English ? english : chinese; }
};

constexpr std::array<Word, kColours> kColourWords{{{"red", "红色"}, {"orange", "橙色"}, {"yellow", "黄色"}, {"green", "绿色"}, {"blue", "蓝色"},
    {"purple", "紫色"}, {"pink", "粉色"}, {"black", "黑色"}}};
constexpr std::array<Word, kShapes> kShapeWords{{{"circle", "圆形"}, {"square", "方形"}, {"triangle", "三角形"}, {"star", "星形"}, {"heart", "心形"},
    {"ring", "圆环"}, {"cross", "十字"}, {"moon", "月亮"}}};
constexpr std::array<Word, kPositions> kPlaces{{{"top left", "左上"}, {"top", "上边"}, {"top right", "右上"}, {"left", "左边"}, {"middle", "中间"},
    {"right", "右边"}, {"bottom left", "左下"}, {"bottom", "下边"}, {"bottom right", "右下"}}};
constexpr std::array<Word, kPositions> kPlacePhrases{{{"in the top left corner", "左上角"}, {"at the top", "上边"}, {"in the top right corner", "右上角"},
    {"on the left side", "左边"}, {"in the middle", "中间"}, {"on the right side", "右边"}, {"in the bottom left corner", "左下角"},
    {"at the bottom", "下边"}, {"in the bottom right corner", "右下角"}}};
constexpr std::array<const char*, 10> kNumbers{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
constexpr std::array<const char*, 10> kChineseNumbers{"零", "一", "两", "三", "四", "五", "六", "七", "八", "九"};

std::string thingWords(Thing thing, bool isPlural, Language language)
{
    const std::string shape = shapeWord(thing.shape, language);
    if (language == Language::Chinese)
        return std::string(colourWord(thing.colour, language)) + shape;
    return fmt::format("{} {}{}", colourWord(thing.colour, language), shape, !isPlural ? "" : thing.shape == Shape::Cross ? "es" : "s");
}

std::string withArticle(const std::string& words)
{
    return (words.starts_with("orange") ? "an " : "a ") + words;
}

std::string sizeWord(bool isBig, Language language)
{
    if (language == Language::English)
        return isBig ? "big" : "small";
    return isBig ? "大" : "小";
}

std::string relation(bool isStacked, bool isReversed, Language language)
{
    constexpr std::array<Word, 4> kRelations{{{"left of", "左边"}, {"right of", "右边"}, {"above", "上面"}, {"below", "下面"}}};
    return kRelations[(isStacked ? 2U : 0U) + (isReversed ? 1U : 0U)].of(language);
}

} // namespace

const char* colourWord(Colour colour, Language language) { return kColourWords[static_cast<size_t>(colour)].of(language); }
const char* shapeWord(Shape shape, Language language) { return kShapeWords[static_cast<size_t>(shape)].of(language); }
const char* numberWord(size_t number) { return kNumbers.at(number); }

std::string Scene::identity() const
{
    const std::string thing = fmt::format("{}/{}", colourWord(first.colour, Language::English), shapeWord(first.shape, Language::English));
    switch (kind) {
    case SceneKind::Single:
        return fmt::format("single/{}/{}/{}", isBig ? "big" : "small", thing, position);
    case SceneKind::Count:
        return fmt::format("count/{}/{}", count, thing);
    case SceneKind::Pair:
        break;
    }
    return fmt::format("pair/{}/{}/{}/{}", isStacked ? "above" : "left", thing, colourWord(second.colour, Language::English),
        shapeWord(second.shape, Language::English));
}

bool Scene::isHeldOut() const { return stableHash(identity()) % 8 == 0; }

Scene randomScene(Random& random)
{
    Scene scene;
    const double kind = random.between(0, 1);
    scene.first = {static_cast<Shape>(random.below(kShapes)), static_cast<Colour>(random.below(kColours))};
    if (kind < 0.45) {
        scene.isBig = random.chance(0.5);
        scene.position = random.below(kPositions);
    } else if (kind < 0.60) {
        scene.kind = SceneKind::Count;
        scene.count = kMinCount + random.below(kMaxCount - kMinCount + 1);
    } else {
        scene.kind = SceneKind::Pair;
        scene.count = 2;
        scene.isStacked = random.chance(0.5);
        scene.second = {static_cast<Shape>((static_cast<size_t>(scene.first.shape) + 1 + random.below(kShapes - 1)) % kShapes),
            static_cast<Colour>((static_cast<size_t>(scene.first.colour) + 1 + random.below(kColours - 1)) % kColours)};
    }
    return scene;
}

Scene randomScene(Random& random, bool isHeldOut)
{
    for (;;) {
        const Scene scene = randomScene(random);
        if (scene.isHeldOut() == isHeldOut)
            return scene;
    }
}

bool isPlain(const Scene& scene)
{
    const auto isPlainShape
        = [](Shape shape) { return shape == Shape::Circle || shape == Shape::Star || shape == Shape::Ring || shape == Shape::Cross; };
    if (!isPlainShape(scene.first.shape))
        return false;
    switch (scene.kind) {
    case SceneKind::Single:
        return scene.position % 2 == 0;
    case SceneKind::Count:
        return scene.count <= 4;
    case SceneKind::Pair:
        break;
    }
    return isPlainShape(scene.second.shape);
}

std::string phrase(size_t count, bool hasSize, bool isBig, Thing thing, Language language)
{
    const std::string words = thingWords(thing, count > 1, language);
    if (language == Language::Chinese)
        return fmt::format("{}个{}{}", kChineseNumbers.at(count), hasSize ? sizeWord(isBig, language) : "", words);
    return fmt::format("{} {}{}", kNumbers.at(count), hasSize ? sizeWord(isBig, language) + " " : "", words);
}

std::string bareCaption(const Scene& scene, Language language)
{
    const bool isEnglish = language == Language::English;
    switch (scene.kind) {
    case SceneKind::Single:
        return fmt::format(fmt::runtime(isEnglish ? "{} {}, {}" : "{}{}，{}"), sizeWord(scene.isBig, language), thingWords(scene.first, false, language),
            kPlaces[scene.position].of(language));
    case SceneKind::Count:
        return phrase(scene.count, false, false, scene.first, language);
    case SceneKind::Pair:
        break;
    }
    return fmt::format(fmt::runtime(isEnglish ? "{}, {}" : "{}，{}"), thingWords(scene.first, false, language), thingWords(scene.second, false, language));
}

std::string fullCaption(const Scene& scene, Language language)
{
    const bool isEnglish = language == Language::English;
    switch (scene.kind) {
    case SceneKind::Single: {
        const std::string thing = phrase(1, true, scene.isBig, scene.first, language);
        const char* place = kPlacePhrases[scene.position].of(language);
        return isEnglish ? fmt::format("There is {} {}.", thing, place) : fmt::format("{}有{}。", place, thing);
    }
    case SceneKind::Count: {
        const std::string things = phrase(scene.count, false, false, scene.first, language);
        return isEnglish ? fmt::format("There are {}.", things) : fmt::format("图中有{}。", things);
    }
    case SceneKind::Pair:
        break;
    }
    const std::string first = thingWords(scene.first, false, language);
    const std::string second = thingWords(scene.second, false, language);
    if (!isEnglish)
        return fmt::format("{}在{}的{}。", first, second, relation(scene.isStacked, false, language));
    std::string sentence = fmt::format("{} is {} {}.", withArticle(first), relation(scene.isStacked, false, language), withArticle(second));
    sentence[0] = 'A';
    return sentence;
}

std::vector<Question> questionsAbout(const Scene& scene, Language language)
{
    const bool isEnglish = language == Language::English;
    const std::string colour = colourWord(scene.first.colour, language);
    const std::string shape = shapeWord(scene.first.shape, language);
    std::vector<Question> questions;
    const auto ask = [&](const std::string& english, const std::string& chinese, const std::string& answer) {
        questions.push_back({isEnglish ? english : chinese, answer});
    };
    if (scene.kind == SceneKind::Pair) {
        const std::string second = shapeWord(scene.second.shape, language);
        ask(fmt::format("What colour is the {}?", shape), fmt::format("{}是什么颜色？", shape), colour);
        ask(fmt::format("What colour is the {}?", second), fmt::format("{}是什么颜色？", second), colourWord(scene.second.colour, language));
        ask(fmt::format("Where is the {}?", shape), fmt::format("{}在哪里？", shape),
            isEnglish ? fmt::format("{} the {}", relation(scene.isStacked, false, language), second)
                      : fmt::format("{}的{}", second, relation(scene.isStacked, false, language)));
        ask(fmt::format("Where is the {}?", second), fmt::format("{}在哪里？", second),
            isEnglish ? fmt::format("{} the {}", relation(scene.isStacked, true, language), shape)
                      : fmt::format("{}的{}", shape, relation(scene.isStacked, true, language)));
        return questions;
    }
    ask("What colour is it?", "是什么颜色？", colour);
    ask("Which shape is it?", "是什么形状？", shape);
    if (scene.kind == SceneKind::Single) {
        ask("Is it big or small?", "是大还是小？", sizeWord(scene.isBig, language));
        ask("Where is it?", "在哪里？", kPlaces[scene.position].of(language));
    }
    ask("How many are there?", "有几个？", isEnglish ? std::string(kNumbers.at(scene.count)) : std::string(kChineseNumbers.at(scene.count)) + "个");
    return questions;
}

std::string fileStem(const Scene& scene, Language language)
{
    const char* colour = colourWord(scene.first.colour, language);
    const char* shape = shapeWord(scene.first.shape, language);
    return language == Language::English ? fmt::format("{}-{}", colour, shape) : fmt::format("{}{}", colour, shape);
}

} // namespace lorikeet::demo
