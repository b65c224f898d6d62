#pragma once
/// @file What a model family is, without torch: its parts, its parameters, what it sees.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/issue.h"
#include "core/vision/image.h"
#include "core/vision/resize.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

class ConfigReader;
struct DecoderConfig;
enum class Missing;

enum class ModelPart { Language, Projector, Vision };

struct ParameterInfo {
    std::string name; ///< transformers v5 module name, e.g. model.language_model.layers.0.self_attn.q_proj.weight
    std::vector<int64_t> shape;
    ModelPart part = ModelPart::Language;
    bool isLinear = false; ///< The weight of a Linear module (what LoRA can sit on).
    bool isNeverFrozen = false; ///< No freeze_* option holds it still: LLaMA-Factory counts it to no part.
};

/// Whether pictures come in tiles, and on which axis a batch lines those up.
enum class TileLayout { None, PerPicture, PerSample };

/// Pictures of one or several samples as the Hugging Face processor returns them.
struct PixelData {
    std::vector<float> values;                    ///< [shape]
    std::vector<int64_t> shape;                   ///< LLaVA: [pictures, 3, H, W]; in tiles: [tiles of all pictures, 3, H, W]
    std::vector<int64_t> tileCounts;              ///< One a picture; empty without tiles.
    TileLayout tileLayout = TileLayout::None;
    std::vector<std::array<int64_t, 3>> gridThw;  ///< Qwen: t, h, w in patches, one a picture.
    std::vector<std::array<int64_t, 2>> imageSizes; ///< LLaVA-NeXT: h, w of the original.
    bool empty() const { return values.empty(); }
};

/// What the model makes of a picture of a given size; known from the header alone.
struct ImagePlan {
    Size resized;             ///< After resizing, before cropping or tiling.
    Size seen;                ///< What reaches the model (the crop).
    int cropLeft = 0, cropTop = 0; ///< Where `seen` lies in `resized`; negative = padded.
    int patchSize = 0;        ///< Pixels of `seen` a patch side.
    std::array<int, 3> grid{1, 0, 0}; ///< t, h, w in patches.
    int tokens = 0;           ///< Language-model tokens that it costs; 0 = the model can't take a picture of this shape.
    int joined = 1;           ///< Patches a side that become one token.
    std::array<int, 2> tiles{0, 0}; ///< Rows and columns of tiles that `seen` is cut into; 0 = it reaches the model whole.
    bool hasOverview = false; ///< The whole picture, shrunk to one tile, reaches the model too.
};

/// What one token of a picture stands for.
struct TokenPlace {
    enum class Kind {
        Cell,     ///< A cell of `seen`: ImagePlan::joined patches a side.
        Overview, ///< A part of the whole picture, shrunk.
        LineEnd,  ///< The end of a row of cells.
        Whole,    ///< The picture as a whole (a tower's class token).
    };
    Kind kind = Kind::Cell;
    int row = 0, column = 0; ///< Of the cell; in an overview: of its own grid.
};

/// The family's picture side, from preprocessor_config.json and config.json. Thread-safe.
class ImageProcessor {
public:
    virtual ~ImageProcessor() = default;
    virtual ImagePlan plan(Size upright) const = 0;
    /// The uint8 picture that reaches the model, `plan.seen` large: for Look.
    virtual Image seen(const Image& upright) const = 0;
    /// Appends this picture's pixels.
    virtual void append(const Image& upright, PixelData& pixels) const = 0;
    /// The text that stands for one picture in the prompt, e.g. `<image>` × tokens.
    virtual std::string expansion(const ImagePlan& plan) const = 0;
    /// What one picture's image token becomes in text that is rendered already (some families' marks stand around it there).
    virtual std::string renderedExpansion(const ImagePlan& plan) const { return expansion(plan); }
    /// What each token of a picture of this size stands for, in their order: as many as `plan(upright).tokens`.
    virtual std::vector<TokenPlace> tokenPlaces(Size upright) const;
    /// LLaMA-Factory's own rules for the family after its pre-resize: sizes to go through in order.
    virtual std::vector<Size> furtherResizes(Size) const { return {}; }
    /// The token that is replaced by features, e.g. `<image>`.
    virtual std::string imageToken() const = 0;
    /// What stands for one picture in text that is already rendered.
    virtual std::string placeholder() const { return imageToken(); }
};

/// A family's design as a beginner reads it. A part that a family doesn't have is empty.
struct DesignText {
    Text title;         ///< "Native LLaVA"
    Text idea;          ///< One sentence: what is special about it.
    Text vision;        ///< What each part is, one sentence each.
    Text projectorName; ///< What this family calls the part between tower and language model.
    Text projector;
    Text language;
};

class ModelFamily {
public:
    virtual ~ModelFamily() = default;
    virtual std::string name() const = 0; ///< model_type in config.json, e.g. "llava".
    virtual bool matches(const Json& config) const = 0;
    virtual bool seesPictures() const = 0;
    virtual std::string defaultTemplate() const = 0;
    /// In general words unless a family says it better.
    virtual DesignText designText() const;
    /// Every parameter of the built model; an engine test holds the modules against it.
    /// @throws Error naming the key when config lacks or contradicts something.
    virtual std::vector<ParameterInfo> parameters(const Json& config) const = 0;
    /// From names in files (old, hub and v5) to v5 module names; unknown names come back unchanged.
    virtual std::string moduleName(const std::string& nameInFile) const = 0;
    /// The name that transformers' save_pretrained writes for a module name.
    virtual std::string nameInFile(const std::string& moduleName) const = 0;
    /// Null for a text family. @throws Error naming file and key.
    virtual std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const = 0;
    /// The language model that a configuration describes; nullopt where it can't stand alone or inside another family's text_config.
    virtual std::optional<DecoderConfig> decoder(const ConfigReader& config, Missing missing) const;
    /// Position ids [axes][T] of a sample; empty = 0,1,2…
    virtual std::vector<std::vector<int64_t>> positionIds(const Json& config, const std::vector<int32_t>& ids, const PixelData& pixels) const;
};

/// All families, in the order they are asked.
const std::vector<const ModelFamily*>& families();
/// @throws Error listing what is supported when no family matches.
const ModelFamily& familyFor(const Json& config, const std::string& folder);
/// config.json of a model folder. @throws Error when it is missing or malformed.
Json readModelConfig(const std::string& folder);

} // namespace lorikeet
