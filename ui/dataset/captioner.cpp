#include "ui/dataset/captioner.h"

#include "ui/compare/generator_process.h"
#include "ui/project_session.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr size_t kBatch = 16;
constexpr qint64 kBatchMs = 10'000;

bool isBlank(const Message* answer)
{
    return answer == nullptr || answer->content.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// The last answer, or a new one behind the question.
void setAnswerOf(SampleContent& content, const std::string& prompt, const std::string& text)
{
    for (auto message = content.messages.rbegin(); message != content.messages.rend(); ++message)
        if (message->role == Role::Assistant) {
            message->content = text;
            return;
        }
    if (content.messages.empty()) {
        std::string question;
        for (size_t i = 0; i < content.images.size(); ++i)
            question += kImagePlaceholder;
        content.messages.push_back({Role::User, question + prompt});
    }
    content.messages.push_back({Role::Assistant, text});
}

} // namespace

Captioner::Captioner(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::aboutToLeave, this, &Captioner::keep);
    connect(&session_, &ProjectSession::opened, this, &Captioner::stop);
}

Captioner::~Captioner() = default;

bool Captioner::isWanted(size_t sample) const
{
    if (sample >= session_.samples().size())
        return false;
    const Sample& it = session_.samples()[sample];
    return !it.images.empty() && !it.isText && (!order_.onlyEmpty || isBlank(answerOf(it)));
}

bool Captioner::isWanted(const std::string& id) const
{
    const auto index = session_.indexOf(id);
    return index && isWanted(*index);
}

void Captioner::start(const Order& order, std::vector<size_t> samples)
{
    order_ = order;
    samples_.clear();
    for (const size_t sample : samples)
        if (isWanted(sample))
            samples_.push_back(session_.samples()[sample].id);
    at_ = asked_ = written_ = failed_ = 0;
    hasTold_ = false;
    isRunning_ = true;
    process_ = std::make_unique<GeneratorProcess>();
    connect(process_.get(), &GeneratorProcess::ready, this, [this] { clock_.start(); }); // Loading the model says nothing of the rate.
    connect(process_.get(), &GeneratorProcess::done, this, [this](const QString&, const QString& text) { onDone(text); });
    connect(process_.get(), &GeneratorProcess::failed, this, [this](const QString&, const QString& message, const QString& hint) { onFailed(message, hint); });
    connect(process_.get(), &GeneratorProcess::broken, this, [this](const QString& message, const QString& hint) {
        Q_EMIT problem(message, hint);
        end();
    });
    clock_.start();
    sinceKept_.start();
    Q_EMIT progressed(0, samples_.size(), 0);
    next();
}

void Captioner::next()
{
    while (at_ < samples_.size() && !isWanted(samples_[at_]))
        ++at_;
    if (at_ >= samples_.size())
        return end();
    const Sample& sample = session_.samples()[*session_.indexOf(samples_[at_])];
    ServeRequest request;
    request.id = std::to_string(++asked_);
    std::string question;
    for (size_t i = 0; i < sample.images.size(); ++i)
        question += kImagePlaceholder;
    request.messages = {{Role::User, question + order_.prompt.toStdString()}};
    request.images = sample.images;
    request.adapter = order_.adapterFolder.toStdString();
    request.maxNewTokens = order_.maxNewTokens;
    process_->ask(order_.modelFolder, order_.templateName, request);
}

void Captioner::onDone(const QString& text)
{
    if (!isRunning_)
        return;
    const std::string answer = text.trimmed().toStdString();
    if (answer.empty()) {
        ++failed_;
    } else {
        batch_.emplace_back(samples_[at_], answer);
        ++written_;
    }
    ++at_;
    const double seconds = static_cast<double>(clock_.elapsed()) / 1000.0;
    Q_EMIT progressed(at_, samples_.size(), seconds > 0 ? static_cast<double>(asked_) / seconds : 0);
    if (batch_.size() >= kBatch || sinceKept_.elapsed() > kBatchMs)
        keep();
    if (isRunning_)
        next();
}

void Captioner::onFailed(const QString& message, const QString& hint)
{
    if (!isRunning_)
        return;
    if (!std::exchange(hasTold_, true))
        Q_EMIT problem(message, hint);
    ++failed_;
    ++at_;
    Q_EMIT progressed(at_, samples_.size(), 0);
    if (isRunning_)
        next();
}

void Captioner::keep()
{
    sinceKept_.start();
    std::vector<Edit::Change> changes;
    for (const auto& [id, answer] : batch_) {
        const auto index = session_.indexOf(id);
        if (!index || !isWanted(*index)) // Somebody wrote one meanwhile: theirs stays.
            continue;
        const SampleContent before = session_.contentOf(*index);
        SampleContent after = before;
        setAnswerOf(after, order_.prompt.toStdString(), answer);
        after.provenance = {Origin::Model, order_.modelName.toStdString(), order_.prompt.toStdString()};
        after.review = Review::None;
        changes.push_back({id, before, after});
    }
    batch_.clear();
    if (!changes.empty())
        session_.applyChanges(std::move(changes), Text(LK_TEXT("Caption %1 pictures with AI")));
}

void Captioner::stop()
{
    if (isRunning_)
        end();
}

void Captioner::end()
{
    if (!std::exchange(isRunning_, false))
        return;
    keep();
    if (process_) { // It may be the one that is telling us.
        process_->disconnect(this);
        process_.release()->deleteLater();
    }
    Q_EMIT finished(written_, failed_);
}

} // namespace lorikeet
