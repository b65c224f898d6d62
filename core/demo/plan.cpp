#include "core/demo/plan.h"

#include "core/demo/words.h"

#include <fmt/format.h>

#include <array>

namespace lorikeet::demo {

namespace {

constexpr size_t kWordsTrain = 900;
constexpr size_t kWordsValidation = 80;

OrderedJson messagesDescription()
{
    return {{"formatting", "sharegpt"}, {"columns", {{"messages", "messages"}, {"images", "images"}}},
        {"tags", {{"role_tag", "role"}, {"content_tag", "content"}, {"user_tag", "user"}, {"assistant_tag", "assistant"}}}};
}

OrderedJson conversationsDescription()
{
    return {{"formatting", "sharegpt"}, {"columns", {{"messages", "conversations"}, {"images", "image"}}}};
}

OrderedJson alpacaDescription()
{
    return {{"formatting", "alpaca"}, {"columns", {{"prompt", "instruction"}, {"response", "output"}}}};
}

using Turns = std::vector<Question>;

OrderedJson messagesRow(const Turns& turns, const std::string& picture)
{
    OrderedJson messages = OrderedJson::array();
    for (const Question& turn : turns) {
        const std::string mark = messages.empty() && !picture.empty() ? "<image>" : "";
        messages.push_back({{"role", "user"}, {"content", mark + turn.question}});
        messages.push_back({{"role", "assistant"}, {"content", turn.answer}});
    }
    OrderedJson row = {{"messages", messages}, {"images", OrderedJson::array()}};
    if (!picture.empty())
        row["images"].push_back(picture);
    return row;
}

OrderedJson conversationsRow(const Turns& turns, const std::string& picture, const std::string& id)
{
    OrderedJson conversations = OrderedJson::array();
    for (const Question& turn : turns) {
        conversations.push_back({{"from", "human"}, {"value", (conversations.empty() ? "<image>\n" : "") + turn.question}});
        conversations.push_back({{"from", "gpt"}, {"value", turn.answer}});
    }
    return {{"id", id}, {"image", picture}, {"conversations", conversations}};
}

/// Plans one row after the other; the number in a picture's name is its place in the whole project.
class Planner {
public:
    explicit Planner(uint64_t seed) : random_(seed, 0x504C414EU) {}

    enum class Teaches { BareCaptions, FullCaptions, Answers };

    void addPictures(const std::string& name, Teaches teaches, bool isHeldOut, size_t rows)
    {
        PlannedDataset dataset{name, teaches == Teaches::BareCaptions ? conversationsDescription() : messagesDescription()};
        for (size_t i = 0; i < rows; ++i) {
            const Scene scene = sceneFor(teaches, isHeldOut, i);
            const bool isChinese = i < kFirstKinds.size() ? i + 1 == kFirstKinds.size() : random_.chance(0.15);
            const Language language = isChinese ? Language::Chinese : Language::English;
            const std::string file = addPicture(scene, language);
            const Turns turns = turnsFor(teaches, scene, language);
            dataset.rows.push_back(teaches == Teaches::BareCaptions ? conversationsRow(turns, file, fmt::format("{}-{:04}", name, i + 1))
                                                                   : messagesRow(turns, file));
        }
        plan.datasets.push_back(std::move(dataset));
    }

    void addWords(const std::string& name, bool isHeldOut, size_t rows)
    {
        PlannedDataset dataset{name, alpacaDescription()};
        for (size_t i = 0; i < rows; ++i) {
            const Question question = wordQuestion(random_, isHeldOut);
            dataset.rows.push_back({{"instruction", question.question}, {"output", question.answer}});
        }
        plan.datasets.push_back(std::move(dataset));
    }

    Plan plan;

private:
    /// The first rows are what Compare shows first: one of each kind, the last one in Chinese.
    static constexpr std::array<SceneKind, 4> kFirstKinds{SceneKind::Single, SceneKind::Pair, SceneKind::Count, SceneKind::Single};

    Scene sceneFor(Teaches teaches, bool isHeldOut, size_t row)
    {
        for (;;) {
            const Scene scene = randomScene(random_, isHeldOut);
            const bool isWantedKind = row >= kFirstKinds.size() || scene.kind == kFirstKinds[row];
            if (isWantedKind && (teaches != Teaches::FullCaptions || isPlain(scene)))
                return scene;
        }
    }

    Turns turnsFor(Teaches teaches, const Scene& scene, Language language)
    {
        const bool isEnglish = language == Language::English;
        if (teaches == Teaches::BareCaptions)
            return {{isEnglish ? "What is in the picture?" : "图里有什么？", bareCaption(scene, language)}};
        if (teaches == Teaches::FullCaptions)
            return {{isEnglish ? "Describe the picture." : "请描述这张图片。", fullCaption(scene, language)}};
        Turns turns = questionsAbout(scene, language);
        random_.shuffle(turns);
        turns.resize(1 + random_.below(turns.size()));
        return turns;
    }

    std::string addPicture(const Scene& scene, Language language)
    {
        PlannedPicture picture;
        picture.scene = scene;
        picture.format = random_.chance(0.3) ? PictureFormat::Png : PictureFormat::Jpeg;
        if (picture.format == PictureFormat::Jpeg && random_.chance(0.06)) {
            constexpr std::array<int, 3> kTurned{6, 8, 3};
            picture.orientation = kTurned[random_.below(kTurned.size())];
        }
        constexpr std::array<const char*, 3> kPhoto{"写真", "사진", "照片 图"};
        const bool isPhoto = random_.chance(0.015);
        picture.file = fmt::format("pictures/{}-{:04}.{}", isPhoto ? kPhoto[random_.below(kPhoto.size())] : fileStem(scene, language),
            plan.pictures.size() + 1, picture.format == PictureFormat::Png ? "png" : "jpg");
        plan.pictures.push_back(picture);
        return picture.file;
    }

    Random random_;
};

Turns corpusTurns(const Scene& scene, Random& random)
{
    const Language language = random.chance(0.2) ? Language::Chinese : Language::English;
    const bool isEnglish = language == Language::English;
    Turns turns = questionsAbout(scene, language);
    random.shuffle(turns);
    turns.resize(random.below(3));
    const bool isFirstWording = random.chance(0.6);
    turns.insert(turns.begin() + static_cast<std::ptrdiff_t>(random.below(turns.size() + 1)),
        {isEnglish ? (isFirstWording ? "What is in the picture?" : "What do you see?") : (isFirstWording ? "图里有什么？" : "你看到了什么？"),
            bareCaption(scene, language)});
    return turns;
}

/// Things that fill the picture teach a tower that knows nothing yet where to look.
Turns closeUpTurns(Thing thing, Random& random)
{
    const Language language = random.chance(0.2) ? Language::Chinese : Language::English;
    const bool isEnglish = language == Language::English;
    const std::string colour = colourWord(thing.colour, language), shape = shapeWord(thing.shape, language);
    Turns turns{{isEnglish ? "What is in the picture?" : "图里有什么？", colour + (isEnglish ? " " : "") + shape},
        {isEnglish ? "What colour is it?" : "是什么颜色？", colour}, {isEnglish ? "Which shape is it?" : "是什么形状？", shape}};
    random.shuffle(turns);
    turns.resize(1 + random.below(turns.size()));
    return turns;
}

/// Rows without a picture keep whole sentences in the language model's vocabulary.
Turns corpusSentence(Random& random)
{
    const Language language = random.chance(0.25) ? Language::Chinese : Language::English;
    return {{language == Language::English ? "Write something." : "写点什么。", fullCaption(randomScene(random, false), language)}};
}

} // namespace

Plan planDemo(uint64_t seed)
{
    using Teaches = Planner::Teaches;
    Planner planner(seed);
    planner.addPictures("captions_train", Teaches::BareCaptions, false, 640);
    planner.addPictures("captions_validation", Teaches::BareCaptions, true, 60);
    planner.addPictures("descriptions_train", Teaches::FullCaptions, false, 1000);
    planner.addPictures("descriptions_validation", Teaches::FullCaptions, true, 200);
    planner.addPictures("questions_train", Teaches::Answers, false, 160);
    planner.addPictures("questions_validation", Teaches::Answers, true, 40);
    planner.addWords("words_train", false, kWordsTrain);
    planner.addWords("words_validation", true, kWordsValidation);
    return std::move(planner.plan);
}

Plan planCorpus(size_t pictures, uint64_t seed)
{
    Random random(seed, 0x434F5250U);
    PlannedDataset dataset{"corpus", messagesDescription()};
    dataset.description["columns"]["system"] = "system";
    Plan plan;
    for (size_t i = 0; i < pictures; ++i) {
        PlannedPicture picture;
        Turns turns;
        const double kind = random.between(0, 1);
        if (kind < 0.15) {
            picture.digit = random.below(10);
            turns = {{random.chance(0.5) ? "Which number do you see?" : "Which number is in the picture?", numberWord(*picture.digit)}};
        } else if (kind < 0.35) {
            picture.isCloseUp = true;
            picture.scene = randomScene(random, false);
            turns = closeUpTurns(picture.scene.first, random);
        } else {
            picture.scene = randomScene(random, false);
            turns = corpusTurns(picture.scene, random);
        }
        picture.file = fmt::format("pictures/{:03}/{:06}.jpg", i / 1000, i);
        OrderedJson row = messagesRow(turns, picture.file);
        if (random.chance(0.7))
            row["system"] = ""; // none, so that most rows are short; the others have the template's own
        dataset.rows.push_back(std::move(row));
        plan.pictures.push_back(std::move(picture));
        if (random.chance(0.1))
            dataset.rows.push_back(messagesRow(corpusSentence(random), ""));
    }
    plan.datasets.push_back(std::move(dataset));
    return plan;
}

} // namespace lorikeet::demo
