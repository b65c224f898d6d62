#pragma once
/// @file What a generated picture shows, and what is said about it in English and Chinese.

#include "core/demo/random.h"

#include <cstddef>
#include <string>
#include <vector>

namespace lorikeet::demo {

enum class Shape { Circle, Square, Triangle, Star, Heart, Ring, Cross, Moon };
inline constexpr size_t kShapes = 8;
enum class Colour { Red, Orange, Yellow, Green, Blue, Purple, Pink, Black };
inline constexpr size_t kColours = 8;
/// Cells of a 3×3 grid, row by row.
inline constexpr size_t kPositions = 9;
inline constexpr size_t kMinCount = 2;
inline constexpr size_t kMaxCount = 5;

enum class SceneKind {
    Single, ///< One small or big thing in one of nine places.
    Count,  ///< Two to five things that are alike.
    Pair,   ///< Two different things, side by side or one above the other.
};

struct Thing {
    Shape shape = Shape::Circle;
    Colour colour = Colour::Red;
};

struct Scene {
    SceneKind kind = SceneKind::Single;
    Thing first;
    Thing second;            ///< Pair only: to the right of `first`, or below it.
    bool isBig = false;      ///< Single only.
    size_t position = 4;     ///< Single only: 0 … 8.
    size_t count = 1;
    bool isStacked = false;  ///< Pair only: `first` is above `second`.

    /// What makes two pictures show the same: `single/small/red/circle/0`.
    std::string identity() const;
    /// Whether this scene is kept for validation. It depends on the identity alone, so that no training picture of any seed, nor of the
    /// corpus that the starter models learned from, ever shows a validation scene.
    bool isHeldOut() const;
};

Scene randomScene(Random& random);
/// As randomScene, but from the held-out scenes only, or from the others only.
Scene randomScene(Random& random, bool isHeldOut);

/// Four shapes that differ much, the corners and the middle, no more than four alike: what the descriptions of lesson 3 keep to, so that
/// a model of two million numbers can learn to be exact within a minute.
bool isPlain(const Scene& scene);

enum class Language { English, Chinese };

struct Question {
    std::string question;
    std::string answer;
};

/// "small red circle, top left": the bare words that the starter models know.
std::string bareCaption(const Scene& scene, Language language);
/// "There is one small red circle in the top left corner.": the way of speaking that lesson 3 teaches.
std::string fullCaption(const Scene& scene, Language language);
/// Short questions that the picture answers.
std::vector<Question> questionsAbout(const Scene& scene, Language language);
/// "three small red circles" and the like: for lessons without pictures.
std::string phrase(size_t count, bool hasSize, bool isBig, Thing thing, Language language);
/// `red-circle`, `红色圆形`
std::string fileStem(const Scene& scene, Language language);
/// "one" … "nine", "zero" = 0
const char* numberWord(size_t number);
const char* colourWord(Colour colour, Language language);
const char* shapeWord(Shape shape, Language language);

} // namespace lorikeet::demo
