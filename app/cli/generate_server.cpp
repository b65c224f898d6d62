#include "app/cli/generate_server.h"

#include "core/base/file.h"
#include "core/base/json.h"

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <set>
#include <thread>

namespace lorikeet::cli {
namespace {

void reply(const OrderedJson& json)
{
    const auto line = toJsonLine(json) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

void replyError(const OrderedJson& id, const std::string& error, const std::string& hint)
{
    reply({{"id", id}, {"error", error}, {"hint", hint}});
}

/// Requests in the order they came. Read on a thread of its own, so that a cancel is seen while an answer is being made.
class Inbox {
public:
    Inbox() : reader_([this] { read(); }) {}

    /// Waits for the next request; nullopt once stdin has ended.
    std::optional<Json> next()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !requests_.empty() || hasEnded_; });
        if (requests_.empty())
            return std::nullopt;
        auto request = std::move(requests_.front());
        requests_.pop_front();
        return request;
    }
    bool isCancelled(const std::string& id)
    {
        const std::lock_guard lock(mutex_);
        return cancelled_.contains(id);
    }
    void forget(const std::string& id)
    {
        const std::lock_guard lock(mutex_);
        cancelled_.erase(id);
    }

private:
    void read()
    {
        std::string line;
        while (std::getline(std::cin, line)) {
            if (line.find_first_not_of(" \t\r") != std::string::npos)
                take(line);
        }
        const std::lock_guard lock(mutex_);
        hasEnded_ = true;
        changed_.notify_all();
    }

    void take(const std::string& line)
    {
        try {
            auto request = parseJson(line, "stdin");
            const std::lock_guard lock(mutex_);
            if (request.is_object() && request.contains("cancel"))
                cancelled_.insert(request["cancel"].dump());
            else
                requests_.push_back(std::move(request));
            changed_.notify_all();
        } catch (const Error& error) {
            replyError(nullptr, error.message().english(), error.hint().english());
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Json> requests_;
    std::set<std::string> cancelled_; ///< Ids as JSON text.
    bool hasEnded_ = false;
    std::jthread reader_; // last: it uses the members above
};

Role roleOf(const std::string& name)
{
    for (const Role role : {Role::System, Role::User, Role::Assistant, Role::Observation, Role::Function})
        if (name == roleName(role))
            return role;
    throw Error(Text(LK_TEXT("%1 is not a role of a message."), name), Text(LK_TEXT("Roles are system, user and assistant.")));
}

Sample sampleOf(const Json& request)
{
    std::vector<std::string> images;
    if (request.contains("images"))
        images = request["images"].get<std::vector<std::string>>();
    std::optional<std::string> system;
    if (request.contains("system") && request["system"].is_string())
        system = request["system"].get<std::string>();
    if (!request.contains("messages"))
        return promptSample(request.at("prompt").get<std::string>(), images, system);
    Sample sample = promptSample("", images, system);
    sample.messages.clear();
    size_t marks = 0;
    for (const auto& message : request["messages"]) {
        const Role role = roleOf(message.at("role").get<std::string>());
        auto content = message.at("content").get<std::string>();
        if (role == Role::System) {
            sample.system = std::move(content);
            continue;
        }
        marks += countPlaceholders(content);
        sample.messages.push_back({role, std::move(content)});
    }
    if (marks == 0 && !sample.messages.empty())
        for (size_t i = 0; i < images.size(); ++i)
            sample.messages.front().content.insert(0, kImagePlaceholder);
    return sample;
}

GenerateOptions optionsOf(const Json& request)
{
    GenerateOptions options;
    options.maxNewTokens = request.value("max_new_tokens", options.maxNewTokens);
    options.temperature = request.value("temperature", options.temperature);
    options.topP = request.value("top_p", options.topP);
    options.topK = request.value("top_k", options.topK);
    options.repetitionPenalty = request.value("repetition_penalty", options.repetitionPenalty);
    options.seed = request.value("seed", options.seed);
    return options;
}

void answer(Generator& generator, Inbox& inbox, const Json& request)
{
    const OrderedJson id = request.is_object() && request.contains("id") ? OrderedJson::parse(request["id"].dump()) : OrderedJson(nullptr);
    const std::string key = id.dump();
    try {
        const auto sample = sampleOf(request);
        const auto adapter = request.contains("adapter") && request["adapter"].is_string() ? request["adapter"].get<std::string>() : "";
        generator.useAdapter(adapter);
        const auto made = generator.generate(sample, optionsOf(request), [&](const std::string& delta) {
            if (!delta.empty())
                reply({{"id", id}, {"delta", delta}});
            return !inbox.isCancelled(key);
        });
        OrderedJson done = {{"id", id}, {"done", true}, {"text", made.text}, {"tokens", made.ids.size()}, {"seconds", made.seconds}};
        if (made.wasCancelled)
            done["cancelled"] = true;
        reply(done);
    } catch (const Error& error) {
        replyError(id, error.message().english(), error.hint().english());
    } catch (const nlohmann::json::exception& error) {
        replyError(id, std::string("The request can't be understood: ") + error.what(),
            "Send {id, prompt or messages, system, images, adapter, max_new_tokens, temperature, top_p, seed}.");
    } catch (const std::bad_alloc&) {
        replyError(id, "The machine ran out of memory.", "Use a smaller picture, fewer tokens or a smaller model.");
    }
    inbox.forget(key);
}

} // namespace

Sample promptSample(const std::string& prompt, const std::vector<std::string>& images, const std::optional<std::string>& system)
{
    Sample sample;
    sample.id = "prompt";
    sample.system = system;
    for (const auto& image : images) {
        sample.images.push_back(toUtf8(std::filesystem::absolute(toPath(image))));
        sample.imagesAsWritten.push_back(image);
    }
    std::string text = prompt;
    if (countPlaceholders(prompt) == 0)
        for (size_t i = 0; i < images.size(); ++i)
            text.insert(0, kImagePlaceholder);
    sample.messages.push_back({Role::User, std::move(text)});
    return sample;
}

ExitCode serveGeneration(const Generator::Setup& setup)
{
    Generator generator(setup);
    reply({{"ready", true}, {"model", setup.modelFolder}});
    Inbox inbox;
    while (const auto request = inbox.next())
        answer(generator, inbox, *request);
    return ExitCode::Done;
}

} // namespace lorikeet::cli
