#include "core/models/processor.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/config/run_options.h"
#include "core/models/labels.h"
#include "core/models/picture_reader.h"

#include <algorithm>
#include <numeric>

namespace lorikeet {
namespace {

/// The template's stop words as special tokens, and its first one as EOS where the template replaces it.
std::shared_ptr<const Tokenizer> loadTokenizer(const std::string& folder, const ChatTemplate& chatTemplate)
{
    auto tokenizer = Tokenizer::load(folder);
    // LLaMA-Factory gives a tokenizer without EOS this one.
    if (!tokenizer->eosId() && !chatTemplate.replacesEos)
        tokenizer = tokenizer->withSpecialTokens({}, "<|endoftext|>");
    if (chatTemplate.stopWords.empty())
        return tokenizer;
    return tokenizer->withSpecialTokens(chatTemplate.stopWords, chatTemplate.replacesEos ? chatTemplate.stopWords.front() : std::string());
}

Issue makeIssue(const Sample& sample, std::string rule, Text message, Text fix, Severity severity = Severity::Fatal)
{
    return {.severity = severity, .rule = std::move(rule), .file = sample.file, .row = sample.row, .message = std::move(message), .fix = std::move(fix)};
}

/// Rows of the token embedding.
int64_t vocabularyRows(const ModelFamily& family, const Json& config)
{
    for (const ParameterInfo& parameter : family.parameters(config))
        if (parameter.name.ends_with("embed_tokens.weight"))
            return parameter.shape.front();
    return 0;
}

size_t placeholdersIn(const std::vector<Message>& messages)
{
    return std::accumulate(messages.begin(), messages.end(), size_t{0},
        [](size_t sum, const Message& message) { return sum + countPlaceholders(message.content); });
}

/// The text with each placeholder replaced by its picture's expansion.
std::string expand(const std::string& text, const std::string& mark, const ImageProcessor& images, const std::vector<SeenImage>& seen, size_t& next)
{
    std::string result;
    size_t begin = 0;
    for (size_t at = text.find(mark); at != std::string::npos && next < seen.size(); at = text.find(mark, begin)) {
        result.append(text, begin, at - begin);
        result += images.expansion(seen[next++].plan);
        begin = at + mark.size();
    }
    return result.append(text, begin);
}

size_t countOf(const std::string& text, const std::string& mark)
{
    size_t count = 0;
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size()))
        ++count;
    return count;
}

void findImageTokens(Encoded& encoded, TokenId imageToken)
{
    std::vector<int> places;
    for (size_t i = 0; i < encoded.ids.size(); ++i)
        if (encoded.ids[i] == imageToken)
            places.push_back(static_cast<int>(i));
    size_t used = 0;
    for (SeenImage& image : encoded.images) {
        if (used < places.size())
            image.firstToken = places[used];
        used += static_cast<size_t>(image.plan.tokens);
    }
}

} // namespace

bool Encoded::isUsable() const
{
    return std::none_of(issues.begin(), issues.end(), [](const Issue& issue) { return issue.severity == Severity::Fatal; });
}

int Encoded::learnedTokens() const
{
    return static_cast<int>(std::count_if(labels.begin(), labels.end(), [](int32_t label) { return label != kIgnoreLabel; }));
}

EncodeOptions EncodeOptions::from(const RunOptions& options)
{
    EncodeOptions result;
    result.cutoffLen = options.data.cutoffLen;
    result.keepsImagesWhole = options.data.cutoffRule == "keep_images";
    result.trainsOnPrompt = options.data.trainOnPrompt;
    result.masksHistory = options.data.maskHistory;
    result.imageMaxPixels = options.model.imageMaxPixels;
    result.imageMinPixels = options.model.imageMinPixels;
    result.enablesThinking = options.data.enableThinking;
    result.preservesThinking = options.data.preserveThinking;
    if (!options.data.defaultSystem.empty())
        result.defaultSystem = options.data.defaultSystem;
    return result;
}

std::shared_ptr<const Processor> Processor::load(const std::string& modelFolder, const std::string& templateName, const EncodeOptions& options)
{
    std::shared_ptr<Processor> processor(new Processor);
    processor->folder_ = modelFolder;
    processor->options_ = options;
    processor->config_ = readModelConfig(modelFolder);
    processor->family_ = &familyFor(processor->config_, modelFolder);
    const bool isAutomatic = templateName.empty() || templateName == "auto";
    processor->template_ = loadTemplate(isAutomatic ? processor->family_->defaultTemplate() : templateName);
    processor->tokenizer_ = loadTokenizer(modelFolder, processor->template_);
    processor->images_ = processor->family_->imageProcessor(processor->config_, modelFolder);
    if (processor->images_ != nullptr && !processor->tokenizer_->idOf(processor->images_->imageToken()))
        throw Error(Text(LK_TEXT("The tokenizer of %1 has no token %2, which stands for pictures."), modelFolder, processor->images_->imageToken()),
            Text(LK_TEXT("Take the tokenizer files that belong to this model.")));
    const std::string& token = processor->template_.imageToken;
    if (processor->images_ != nullptr && !token.empty() && token != processor->images_->imageToken())
        throw Error(Text(LK_TEXT("The template \"%1\" marks pictures with %2, but the model %3 wants %4."), processor->template_.name, token, modelFolder,
                        processor->images_->imageToken()),
            Text(LK_TEXT("Take the template \"%1\", or \"auto\"."), processor->family_->defaultTemplate()));
    processor->vocabularyRows_ = vocabularyRows(*processor->family_, processor->config_);
    return processor;
}

std::shared_ptr<const Processor> Processor::loadForText(const std::string& folder, const std::string& templateName, const EncodeOptions& options)
{
    std::error_code problem;
    if (std::filesystem::exists(toPath(folder) / "config.json", problem))
        return load(folder, templateName, options);
    if (templateName.empty() || templateName == "auto")
        throw Error(Text(LK_TEXT("%1 has no config.json, so its template is unknown."), folder), Text(LK_TEXT("Name one with --template.")));
    std::shared_ptr<Processor> processor(new Processor);
    processor->folder_ = folder;
    processor->options_ = options;
    processor->template_ = loadTemplate(templateName);
    processor->tokenizer_ = loadTokenizer(folder, processor->template_);
    return processor;
}

const ModelFamily& Processor::family() const
{
    LK_ASSERT(family_ != nullptr);
    return *family_;
}

std::vector<TokenId> Processor::stopTokens() const
{
    return stopIds(template_, *tokenizer_);
}

bool Processor::readPictures(const Sample& sample, WithPixels withPixels, Encoded& encoded) const
{
    const size_t places = placeholdersIn(sample.messages);
    if (images_ == nullptr) {
        if (!sample.images.empty())
            encoded.issues.push_back(makeIssue(sample, "model.text_only", Text(LK_TEXT("The example has %1 pictures, but this model reads text only."), sample.images.size()),
                Text(LK_TEXT("Choose a model that sees pictures, or a dataset without them."))));
        return encoded.issues.empty();
    }
    if (places != sample.images.size()) {
        const bool isInAnswer = std::any_of(sample.messages.begin(), sample.messages.end(),
            [](const Message& message) { return message.role == Role::Assistant && countPlaceholders(message.content) > 0; });
        encoded.issues.push_back(makeIssue(sample, isInAnswer ? "placeholder.in_answer" : "placeholder.count",
            Text(LK_TEXT("The example says <image> %1 times but lists %2 pictures."), places, sample.images.size()),
            Text(LK_TEXT("Write <image> once for each picture, where it belongs in the question."))));
        return false;
    }
    const PictureReader reader{*images_, options_.imageMaxPixels, options_.imageMinPixels};
    bool isGood = true;
    for (const std::string& file : sample.images) {
        DecodeProblem problem;
        const auto seen = withPixels == WithPixels::Yes ? reader.read(file, encoded.pixels, problem) : reader.measure(file, problem);
        if (seen) {
            encoded.images.push_back(*seen);
            continue;
        }
        Issue issue = makeIssue(sample, problem.rule, problem.message, problem.fix);
        issue.file = file;
        encoded.issues.push_back(std::move(issue));
        isGood = false;
    }
    return isGood;
}

std::vector<EncodedTurn> Processor::turnsOf(const Sample& sample, const std::vector<SeenImage>& seen) const
{
    std::vector<Message> messages = sample.messages;
    size_t next = 0;
    if (images_ != nullptr)
        for (Message& message : messages)
            message.content = expand(message.content, std::string(kImagePlaceholder), *images_, seen, next);
    const bool hasOwnSystem = sample.system && !sample.system->empty();
    const TurnOptions options{.enablesThinking = options_.enablesThinking, .dropsEarlierThoughts = options_.masksHistory && !options_.preservesThinking};
    return encodeTurns(template_, *tokenizer_, messages, hasOwnSystem ? sample.system : options_.defaultSystem, {}, options);
}

void Processor::cut(const Sample& sample, const std::vector<EncodedTurn>& turns, Encoded& encoded) const
{
    LabelRules rules{.cutoffLen = options_.cutoffLen, .trainsOnPrompt = options_.trainsOnPrompt, .masksHistory = options_.masksHistory, .efficientEos = {}};
    if (template_.hasEfficientEos)
        rules.efficientEos = tokenizer_->eosId();
    LabelledIds labelled = labelTurns(turns, rules);
    const auto take = [&](LabelledIds from) {
        encoded.ids = std::move(from.ids);
        encoded.labels = std::move(from.labels);
    };
    if (labelled.dropped == 0) {
        take(std::move(labelled));
        return;
    }
    rules.cutoffLen = 0;
    LabelledIds whole = labelTurns(turns, rules);
    const TokenId imageToken = images_ != nullptr ? tokenizer_->idOf(images_->imageToken()).value_or(-1) : -1;
    const auto imageTokens = [&](const LabelledIds& ids) { return std::count(ids.ids.begin(), ids.ids.end(), imageToken); };
    const bool cutsImage = imageToken >= 0 && imageTokens(labelled) != imageTokens(whole);
    const bool learnsNothing = std::all_of(labelled.labels.begin(), labelled.labels.end(), [](int32_t label) { return label == kIgnoreLabel; });
    const Text fix(LK_TEXT("Use smaller pictures (image_max_pixels), a longer limit (cutoff_len), or leave the example out."));
    if (cutsImage)
        encoded.issues.push_back(makeIssue(sample, "length.image_cut",
            Text(LK_TEXT("The example takes %1 tokens, more than cutoff_len %2: a picture would be cut."), whole.ids.size(), options_.cutoffLen), fix));
    else if (learnsNothing)
        encoded.issues.push_back(makeIssue(sample, "length.no_label",
            Text(LK_TEXT("The example takes %1 tokens, more than cutoff_len %2: none of its answer would be left."), whole.ids.size(), options_.cutoffLen), fix,
            options_.keepsImagesWhole ? Severity::Fatal : Severity::Warning));
    else
        encoded.issues.push_back(makeIssue(sample, "length.cut",
            Text(LK_TEXT("The example takes %1 tokens; %2 of them are cut to keep cutoff_len %3."), whole.ids.size(), labelled.dropped, options_.cutoffLen), fix,
            Severity::Warning));
    const bool staysWhole = options_.keepsImagesWhole && (cutsImage || learnsNothing);
    encoded.isTruncated = !staysWhole;
    take(staysWhole ? std::move(whole) : std::move(labelled));
}

void Processor::finish(const Sample& sample, Encoded& encoded) const
{
    // The token that features replace may lie beyond the embedding's rows.
    const TokenId replaced = images_ != nullptr ? tokenizer_->idOf(images_->imageToken()).value_or(-1) : -1;
    const auto largest = std::max_element(encoded.ids.begin(), encoded.ids.end(), [&](TokenId a, TokenId b) { return b != replaced && (a == replaced || a < b); });
    if (vocabularyRows_ > 0 && largest != encoded.ids.end() && *largest != replaced && *largest >= vocabularyRows_)
        encoded.issues.push_back(makeIssue(sample, "token.unknown",
            Text(LK_TEXT("The template \"%1\" needs the token %2 (number %3), but the model knows only %4."), template_.name, tokenizer_->tokenText(*largest), *largest,
                vocabularyRows_),
            Text(LK_TEXT("Choose the template that the model was made for (auto)."))));
    if (images_ == nullptr)
        return;
    findImageTokens(encoded, replaced);
    encoded.positionIds = family().positionIds(config_, encoded.ids, encoded.pixels);
}

Encoded Processor::encode(const Sample& sample, WithPixels withPixels) const
{
    Encoded encoded;
    if (!readPictures(sample, withPixels, encoded))
        return encoded;
    if (!sample.tools.empty()) {
        encoded.issues.push_back(makeIssue(sample, "tools.unsupported", Text(LK_TEXT("The example describes tools that the model may call; that is not supported yet.")),
            Text(LK_TEXT("Leave the example out, or take the tools column out of dataset_info.json."))));
        return encoded;
    }
    if (sample.messages.size() < 2 || sample.messages.back().role == Role::User || sample.messages.back().role == Role::Observation) {
        encoded.issues.push_back(makeIssue(sample, "role.order", Text(LK_TEXT("The example has no answer at its end.")),
            Text(LK_TEXT("Give it a question and an answer, in turns."))));
        return encoded;
    }
    cut(sample, turnsOf(sample, encoded.images), encoded);
    finish(sample, encoded);
    return encoded;
}

Encoded Processor::encodePrompt(const Sample& sample, WithPixels withPixels) const
{
    Sample prompt = sample;
    if (!prompt.messages.empty() && prompt.messages.back().role == Role::Assistant)
        prompt.messages.pop_back();
    Encoded encoded;
    if (!readPictures(prompt, withPixels, encoded))
        return encoded;
    prompt.messages.push_back({Role::Assistant, ""});
    const std::vector<EncodedTurn> turns = turnsOf(prompt, encoded.images);
    for (size_t i = 0; i < turns.size(); ++i) {
        encoded.ids.insert(encoded.ids.end(), turns[i].prompt.begin(), turns[i].prompt.end());
        if (i + 1 < turns.size())
            encoded.ids.insert(encoded.ids.end(), turns[i].answer.begin(), turns[i].answer.end());
    }
    encoded.labels.assign(encoded.ids.size(), kIgnoreLabel);
    finish(prompt, encoded);
    return encoded;
}

Encoded Processor::encodeRendered(const std::string& text, const std::vector<std::string>& images) const
{
    Sample sample;
    sample.images = images;
    for (size_t i = 0; i < images.size(); ++i)
        sample.messages.push_back({Role::User, std::string(kImagePlaceholder)});
    Encoded encoded;
    const std::string mark = images_ != nullptr ? images_->placeholder() : std::string();
    const size_t places = images_ != nullptr ? countOf(text, mark) : 0;
    if (images_ != nullptr && places != images.size()) {
        encoded.issues.push_back(makeIssue(sample, "placeholder.count",
            Text(LK_TEXT("The text says %1 %2 times but there are %3 pictures."), mark, places, images.size()),
            Text(LK_TEXT("Write it once for each picture."))));
        return encoded;
    }
    if (!readPictures(sample, WithPixels::Yes, encoded))
        return encoded;
    std::string expanded = text;
    if (images_ != nullptr) {
        size_t next = 0;
        expanded = expand(text, mark, *images_, encoded.images, next);
    }
    const bool hasBos = tokenizer_->bosId() && expanded.starts_with(tokenizer_->tokenText(*tokenizer_->bosId()));
    encoded.ids = hasBos ? tokenizer_->encode(expanded) : tokenizer_->encodeWithSpecial(expanded);
    encoded.labels.assign(encoded.ids.size(), kIgnoreLabel);
    finish(sample, encoded);
    return encoded;
}

std::optional<Image> Processor::seenImage(const std::string& file, std::vector<Issue>& issues) const
{
    LK_ASSERT(images_ != nullptr);
    DecodeProblem problem;
    const auto seen = PictureReader{*images_, options_.imageMaxPixels, options_.imageMinPixels}.see(file, problem);
    if (!seen)
        issues.push_back({.severity = Severity::Fatal, .rule = problem.rule, .file = file, .message = problem.message, .fix = problem.fix});
    return seen;
}

} // namespace lorikeet
