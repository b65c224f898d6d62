#pragma once
/// @file What the model sees of a sample: used by training, by `encode` and by the Look page alike.

#include "core/data/issue.h"
#include "core/data/sample.h"
#include "core/models/family.h"
#include "core/text/chat_template.h"
#include "core/text/tool_format.h"
#include "core/text/tokenizer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct RunOptions;

inline constexpr int32_t kIgnoreLabel = -100;

struct SeenImage {
    std::string file;
    Size upright;          ///< The picture as people see it (EXIF applied), before any resize; as stored where the sample keeps that.
    Size given;            ///< After LLaMA-Factory's pre-resize; what the family's processor gets.
    ImagePlan plan;
    int firstToken = -1;   ///< Index in ids of its first feature token.
};

/// What the length limit takes from a conversation that is too long.
struct CutConversation {
    std::vector<int32_t> ids;    ///< Without a limit: [W]
    std::vector<int32_t> labels; ///< [W]
    std::vector<bool> isKept;    ///< [W]
};

struct Encoded {
    std::vector<int32_t> ids;    ///< [T]
    std::vector<int32_t> labels; ///< [T], kIgnoreLabel where nothing is learned
    std::vector<std::vector<int64_t>> positionIds; ///< [axes][T]; empty = 0,1,2…
    PixelData pixels;            ///< Empty when pixels were not asked for.
    std::vector<SeenImage> images;
    std::vector<Image> seen;     ///< ForLook: the uint8 picture that `pixels` were made of, one an entry of `images`.
    std::shared_ptr<const CutConversation> whole; ///< ForLook: set where the limit is exceeded.
    std::vector<Issue> issues;   ///< Fatal ones make the sample unusable.
    bool isTruncated = false;
    std::vector<int64_t> sampleLengths; ///< Of a packed row: tokens of each of its samples; empty = one sample.
    bool keepsSamplesApart = false;     ///< Of a packed row: its samples don't see each other.

    bool isUsable() const;
    int learnedTokens() const;
};

/// ForLook: pixels, and what people are shown of their making.
enum class WithPixels { No, Yes, ForLook };

/// How conversations become labels; a plain copy of the options that matter, so that it can be made without a run.
struct EncodeOptions {
    int cutoffLen = 2048;
    bool keepsImagesWhole = true;  ///< cutoff_rule: keep_images, else LLaMA-Factory's.
    bool trainsOnPrompt = false;
    bool masksHistory = false;
    int64_t imageMaxPixels = 589'824; ///< 768*768; 0 = no pre-resize
    int64_t imageMinPixels = 1'024;
    std::optional<std::string> defaultSystem; ///< Overrides the template's.
    bool enablesThinking = true;
    bool isPlainText = false;       ///< stage: pt: samples are texts, ended by EOS and learned whole.
    bool beginsWithBos = false;     ///< Plain text that isn't packed begins with BOS where the tokenizer is set to add one.
    bool preservesThinking = false; ///< With masksHistory: thoughts of earlier answers stay.
    static EncodeOptions from(const RunOptions& options);
};

/// One model folder + template + options. Thread-safe: encode() may run on several loader threads.
class Processor {
public:
    /// @param templateName "" or "auto" = the built-in one that fits the model's type and its own chat template.
    /// @throws Error naming the folder and file when something is missing or malformed.
    static std::shared_ptr<const Processor> load(const std::string& modelFolder, const std::string& templateName, const EncodeOptions& options);

    /// The same model and template with other options. @throws Error as load does for options that don't go together.
    std::shared_ptr<const Processor> withOptions(const EncodeOptions& options) const;

    /// As load, but a folder with tokenizer files alone will do: for samples without pictures.
    static std::shared_ptr<const Processor> loadForText(const std::string& folder, const std::string& templateName, const EncodeOptions& options);

    /// Never throws for bad data: problems are in Encoded::issues. With WithPixels::No only headers of pictures are read.
    Encoded encode(const Sample& sample, WithPixels withPixels = WithPixels::Yes) const;
    /// Ids of everything up to where the answer to the last user message begins; for generation. An answer that is there is left out.
    Encoded encodePrompt(const Sample& sample, WithPixels withPixels = WithPixels::Yes) const;
    /// Text that is already rendered, with the family's image token once a picture; special tokens are added unless it begins with BOS.
    Encoded encodeRendered(const std::string& text, const std::vector<std::string>& images) const;
    /// The picture as the model sees it (pre-resize, resize, crop). nullopt and an issue where it can't be read.
    /// @param keepsStored EXIF is ignored
    std::optional<Image> seenImage(const std::string& file, std::vector<Issue>& issues, bool keepsStored = false) const;

    const Tokenizer& tokenizer() const { return *tokenizer_; }
    const ChatTemplate& chatTemplate() const { return template_; }
    /// What people should know of the template: how "auto" chose it, and where it and the model's own disagree.
    const std::vector<Issue>& templateNotes() const { return templateNotes_; }
    const ImageProcessor* images() const { return images_.get(); }
    const ModelFamily& family() const;
    const Json& config() const { return config_; }
    const EncodeOptions& options() const { return options_; }
    const std::string& folder() const { return folder_; }
    std::vector<TokenId> stopTokens() const;
    /// What plain text begins with: BOS where tokenizer_config.json says add_bos_token.
    std::optional<TokenId> textBos() const { return textBos_; }

private:
    enum class Thoughts { AsInTraining, AsInPrompts };
    Processor() = default;
    Processor(const Processor&) = default;
    void refuseContradictions() const;
    Encoded encodeText(const Sample& sample) const;
    bool readPictures(const Sample& sample, WithPixels withPixels, Encoded& encoded) const;
    /// Reads the model's own chat template, takes the built-in one and notes what is to be said of it.
    void takeTemplate(const std::string& templateName, const std::string& modelType, const std::string& usual);
    /// @throws Error when the tools or a call of them can't be read.
    std::vector<EncodedTurn> turnsOf(const Sample& sample, const std::vector<SeenImage>& seen, Thoughts thoughts) const;
    void cut(const Sample& sample, const std::vector<EncodedTurn>& turns, WithPixels withPixels, Encoded& encoded) const;
    /// Image places, positions, and a check that the model knows every id.
    void finish(const Sample& sample, Encoded& encoded) const;
    std::string folder_;
    Json config_;
    const ModelFamily* family_ = nullptr;
    std::shared_ptr<const Tokenizer> tokenizer_;
    ChatTemplate template_;
    ToolFormat toolFormat_;
    std::vector<Issue> templateNotes_;
    std::shared_ptr<const ImageProcessor> images_;
    EncodeOptions options_;
    std::optional<TokenId> textBos_;
    int64_t vocabularyRows_ = 0; ///< Of the embedding; 0 = unknown.
};

} // namespace lorikeet
