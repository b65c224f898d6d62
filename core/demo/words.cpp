#include "core/demo/words.h"

#include <fmt/format.h>

#include <array>

namespace lorikeet::demo {

namespace {

Question translation(Random& random, bool isHeldOut)
{
    for (;;) {
        const size_t count = 1 + random.below(9);
        const bool isBig = random.chance(0.5), hasSize = random.chance(0.6);
        const Thing thing{static_cast<Shape>(random.below(kShapes)), static_cast<Colour>(random.below(kColours))};
        const std::string english = phrase(count, hasSize, isBig, thing, Language::English);
        const std::string chinese = phrase(count, hasSize, isBig, thing, Language::Chinese);
        if ((stableHash(english) % 8 == 0) != isHeldOut)
            continue;
        if (random.chance(0.7))
            return {"Say it in Chinese: " + english, chinese};
        return {"用英语说：" + chinese, english};
    }
}

Question opposite(Random& random)
{
    constexpr std::array<std::array<const char*, 2>, 6> kOpposites{
        {{"big", "small"}, {"left", "right"}, {"top", "bottom"}, {"above", "below"}, {"black", "white"}, {"one", "many"}}};
    const auto& pair = kOpposites[random.below(kOpposites.size())];
    const size_t side = random.below(2);
    return {fmt::format("What is the opposite of {}?", pair[side]), fmt::format("The opposite of {} is {}.", pair[side], pair[1 - side])};
}

Question numberOrder(Random& random)
{
    const size_t number = random.below(9);
    if (random.chance(0.5))
        return {fmt::format("Which number comes after {}?", numberWord(number)),
            fmt::format("After {} comes {}.", numberWord(number), numberWord(number + 1))};
    return {fmt::format("Which number comes before {}?", numberWord(number + 1)),
        fmt::format("Before {} comes {}.", numberWord(number + 1), numberWord(number))};
}

} // namespace

Question wordQuestion(Random& random, bool isHeldOut)
{
    const double kind = random.between(0, 1);
    if (isHeldOut || kind < 0.88)
        return translation(random, isHeldOut);
    return kind < 0.94 ? opposite(random) : numberOrder(random);
}

} // namespace lorikeet::demo
