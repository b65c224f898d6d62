#include "core/models/processor.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/config/run_options.h"
#include "core/models/labels.h"
#include "core/models/packing.h"
#include "core/models/picture_reader.h"
#include "core/models/vocabulary.h"
#include "core/text/template_choice.h"

#include <algorithm>
#include <functional>
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

std::string modelTypeOf(const Json& config)
{
    const auto type = config.find("model_type");
    return type != config.end() && type->is_string() ? type->get<std::string>() : "";
}

bool addsBos(const std::string& folder)
{
    const auto path = toPath(folder) / "tokenizer_config.json";
    std::error_code problem;
    if (!std::filesystem::exists(path, problem))
        return false;
    const Json config = readJsonFile(toUtf8(path));
    return config.is_object() && config.contains("add_bos_token") && config["add_bos_token"] == true;
}

size_t placeholdersIn(const std::vector<Message>& messages)
{
    return std::accumulate(messages.begin(), messages.end(), size_t{0},
        [](size_t sum, const Message& message) { return sum + countPlaceholders(message.content); });
}

/// The text with each placeholder replaced by its picture's expansion.
std::string expand(const std::string& text, const std::string& mark, const std::function<std::string(const ImagePlan&)>& expansion,
    const std::vector<SeenImage>& seen, size_t& next)
{
    std::string result;
    size_t begin = 0;
    for (size_t at = text.find(mark); at != std::string::npos && next < seen.size(); at = text.find(mark, begin)) {
        result.append(text, begin, at - begin);
        result += expansion(seen[next++].plan);
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

/// The grids of the pictures, which are known from their headers alone.
PixelData gridsOf(const Encoded& encoded)
{
    PixelData grids;
    for (const SeenImage& image : encoded.images)
        grids.gridThw.push_back({image.plan.grid[0], image.plan.grid[1], image.plan.grid[2]});
    return grids;
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
    result.isPlainText = options.method.stage == "pt";
    result.beginsWithBos = result.isPlainText && packingOf(options) == Packing::None;
    if (packingOf(options) == Packing::Blocks)
        result.cutoffLen = 0; // rows are cut from the whole
    else if (packingOf(options) != Packing::None)
        result.cutoffLen = std::max(1, result.cutoffLen - 1);
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
    processor->takeTemplate(templateName, modelTypeOf(processor->config_), processor->family_->defaultTemplate());
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
    if (addsBos(modelFolder))
        processor->textBos_ = processor->tokenizer_->bosId();
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
    processor->takeTemplate(templateName, "", "");
    processor->tokenizer_ = loadTokenizer(folder, processor->template_);
    return processor;
}

void Processor::takeTemplate(const std::string& templateName, const std::string& modelType, const std::string& usual)
{
    const auto own = readOwnTemplate(folder_);
    if (templateName.empty() || templateName == "auto") {
        const TemplateChoice choice = chooseTemplate(modelType, usual, own);
        template_ = loadTemplate(choice.name);
        templateNotes_.push_back(choice.note);
    } else {
        template_ = loadTemplate(templateName);
    }
    const bool isSaid = !templateNotes_.empty() && templateNotes_.front().severity == Severity::Warning;
    if (!isSaid)
        for (Issue& issue : findTemplateDisagreements(template_, own))
            templateNotes_.push_back(std::move(issue));
    for (Issue& note : templateNotes_)
        if (note.file.empty())
            note.file = folder_;
    refuseContradictions();
    toolFormat_ = loadToolFormat(template_.toolFormat);
}

void Processor::refuseContradictions() const
{
    if (options_.trainsOnPrompt && template_.hasEfficientEos)
        throw Error(Text(LK_TEXT("The template \"%1\" can't learn questions (train_on_prompt): the ends of answers are learned where questions begin."), template_.name),
            Text(LK_TEXT("Set train_on_prompt to false, or take another template.")));
}

std::shared_ptr<const Processor> Processor::withOptions(const EncodeOptions& options) const
{
    std::shared_ptr<Processor> other(new Processor(*this));
    other->options_ = options;
    other->refuseContradictions();
    return other;
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
    const PictureReader reader{*images_, options_.imageMaxPixels, options_.imageMinPixels, sample.keepsStoredOrientation};
    bool isGood = true;
    for (const std::string& file : sample.images) {
        DecodeProblem problem;
        Image shown;
        const auto seen = withPixels == WithPixels::No ? reader.measure(file, problem)
                                                       : reader.read(file, encoded.pixels, problem, withPixels == WithPixels::ForLook ? &shown : nullptr);
        if (seen) {
            encoded.images.push_back(*seen);
            if (withPixels == WithPixels::ForLook)
                encoded.seen.push_back(std::move(shown));
            continue;
        }
        Issue issue = makeIssue(sample, problem.rule, problem.message, problem.fix);
        issue.file = file;
        encoded.issues.push_back(std::move(issue));
        isGood = false;
    }
    return isGood;
}

std::vector<EncodedTurn> Processor::turnsOf(const Sample& sample, const std::vector<SeenImage>& seen, Thoughts thoughts) const
{
    RenderedConversation conversation;
    const bool hasOwnSystem = sample.system && !sample.system->empty();
    conversation.system = hasOwnSystem ? sample.system : options_.defaultSystem;
    if (!sample.tools.empty())
        conversation.toolsText = describeTools(toolFormat_, sample.tools);
    size_t next = 0;
    for (Message message : sample.messages) {
        conversation.beginsWithPicture.push_back(message.content.starts_with(kImagePlaceholder));
        if (images_ != nullptr)
            message.content = expand(message.content, std::string(kImagePlaceholder), [this](const ImagePlan& plan) { return images_->expansion(plan); }, seen, next);
        if (message.role == Role::Function)
            message.content = writeCalls(toolFormat_, message.content);
        conversation.messages.push_back(std::move(message));
    }
    // LLaMA-Factory: in a prompt for an answer, thoughts of earlier answers go; in training they go where history isn't learned.
    const bool isPrompt = thoughts == Thoughts::AsInPrompts;
    const bool dropsEarlier = (isPrompt || options_.masksHistory) && !options_.preservesThinking;
    return encodeTurns(template_, *tokenizer_, conversation,
        {.enablesThinking = options_.enablesThinking, .dropsEarlierThoughts = dropsEarlier, .onlyLastThinks = isPrompt || dropsEarlier});
}

void Processor::cut(const Sample& sample, const std::vector<EncodedTurn>& turns, WithPixels withPixels, Encoded& encoded) const
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
    const std::vector<bool> kept = withPixels == WithPixels::ForLook ? keptTokens(turns, rules) : std::vector<bool>();
    rules.cutoffLen = 0;
    LabelledIds whole = labelTurns(turns, rules);
    if (!kept.empty())
        encoded.whole = std::make_shared<CutConversation>(CutConversation{whole.ids, whole.labels, kept});
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
    if (const auto unknown = unknownId(encoded.ids, vocabularyRows_, replaced); vocabularyRows_ > 0 && unknown)
        encoded.issues.push_back(makeIssue(sample, "token.unknown",
            Text(LK_TEXT("The template \"%1\" needs the token %2 (number %3), but the model knows only %4."), template_.name, tokenizer_->tokenText(*unknown), *unknown,
                vocabularyRows_),
            Text(LK_TEXT("Choose the template that the model was made for (auto)."))));
    if (images_ == nullptr)
        return;
    findImageTokens(encoded, replaced);
    const auto places = static_cast<size_t>(std::count(encoded.ids.begin(), encoded.ids.end(), replaced));
    size_t wanted = 0;
    for (const SeenImage& image : encoded.images)
        wanted += countOf(images_->renderedExpansion(image.plan), images_->imageToken());
    if (places != wanted && encoded.isUsable())
        encoded.issues.push_back(makeIssue(sample, "placeholder.token",
            Text(LK_TEXT("The text holds %1 times the token %2, which stands for pictures; its pictures take %3."), places, images_->imageToken(), wanted),
            Text(LK_TEXT("Write <image> where a picture belongs, and never the token itself."))));
    if (encoded.isUsable())
        encoded.positionIds = family().positionIds(config_, encoded.ids, gridsOf(encoded));
}

Encoded Processor::encodeText(const Sample& sample) const
{
    Encoded encoded;
    if (!sample.isText || sample.messages.empty()) {
        encoded.issues.push_back(makeIssue(sample, "stage.conversation", Text(LK_TEXT("The example is a conversation, but stage: pt learns plain text.")),
            Text(LK_TEXT("Write stage: sft, or describe the data with \"columns\": {\"prompt\": …} alone in dataset_info.json."))));
        return encoded;
    }
    const auto eos = template_.textEnd.empty() ? tokenizer_->eosId() : tokenizer_->idOf(template_.textEnd);
    encoded.ids = tokenizer_->encode(sample.messages.front().content + (eos ? tokenizer_->tokenText(*eos) : ""));
    if (options_.beginsWithBos && textBos_)
        encoded.ids.insert(encoded.ids.begin(), *textBos_);
    const auto limit = static_cast<size_t>(std::max(0, options_.cutoffLen));
    if (limit > 0 && encoded.ids.size() > limit) {
        encoded.issues.push_back(makeIssue(sample, "length.cut",
            Text(LK_TEXT("The example takes %1 tokens; %2 of them are cut to keep cutoff_len %3."), encoded.ids.size(), encoded.ids.size() - limit, limit),
            Text(LK_TEXT("Use a longer limit (cutoff_len), or packing: true, which cuts nothing away but the end of the data.")), Severity::Warning));
        encoded.ids.resize(limit);
        encoded.isTruncated = true;
    }
    // As LLaMA-Factory's collator does for this stage: what stands for padding is not learned, even where it is EOS.
    encoded.labels = encoded.ids;
    std::replace(encoded.labels.begin(), encoded.labels.end(), tokenizer_->padId(), kIgnoreLabel);
    finish(sample, encoded);
    return encoded;
}

Encoded Processor::encode(const Sample& sample, WithPixels withPixels) const
{
    if (options_.isPlainText)
        return encodeText(sample);
    if (sample.isText) {
        Encoded text;
        text.issues.push_back(makeIssue(sample, "stage.text", Text(LK_TEXT("The example is plain text, but stage: sft learns answers in conversations.")),
            Text(LK_TEXT("Write stage: pt, or name the answers' column (response) in dataset_info.json."))));
        return text;
    }
    Encoded encoded;
    if (!readPictures(sample, withPixels, encoded))
        return encoded;
    if (sample.messages.size() < 2 || sample.messages.back().role == Role::User || sample.messages.back().role == Role::Observation) {
        encoded.issues.push_back(makeIssue(sample, "role.order", Text(LK_TEXT("The example has no answer at its end.")),
            Text(LK_TEXT("Give it a question and an answer, in turns."))));
        return encoded;
    }
    try {
        cut(sample, turnsOf(sample, encoded.images, Thoughts::AsInTraining), withPixels, encoded);
    } catch (const Error& error) {
        encoded.issues.push_back(makeIssue(sample, "tools.malformed", error.message(), error.hint()));
        return encoded;
    }
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
    std::vector<EncodedTurn> turns;
    try {
        turns = turnsOf(prompt, encoded.images, Thoughts::AsInPrompts);
    } catch (const Error& error) {
        encoded.issues.push_back(makeIssue(sample, "tools.malformed", error.message(), error.hint()));
        return encoded;
    }
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
        expanded = expand(text, mark, [this](const ImagePlan& plan) { return images_->renderedExpansion(plan); }, encoded.images, next);
    }
    const bool hasBos = tokenizer_->bosId() && expanded.starts_with(tokenizer_->tokenText(*tokenizer_->bosId()));
    encoded.ids = hasBos ? tokenizer_->encode(expanded) : tokenizer_->encodeWithSpecial(expanded);
    encoded.labels.assign(encoded.ids.size(), kIgnoreLabel);
    finish(sample, encoded);
    return encoded;
}

std::optional<Image> Processor::seenImage(const std::string& file, std::vector<Issue>& issues, bool keepsStored) const
{
    LK_ASSERT(images_ != nullptr);
    DecodeProblem problem;
    const auto seen = PictureReader{*images_, options_.imageMaxPixels, options_.imageMinPixels, keepsStored}.see(file, problem);
    if (!seen)
        issues.push_back({.severity = Severity::Fatal, .rule = problem.rule, .file = file, .message = problem.message, .fix = problem.fix});
    return seen;
}

} // namespace lorikeet
