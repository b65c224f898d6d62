#include "ui/dataset/sample_list.h"

#include "ui/project_session.h"

#include <QFileInfo>

#include <algorithm>

namespace lorikeet {
namespace {

std::string haystackOf(const Sample& sample)
{
    QString text;
    for (const Message& message : sample.messages)
        text += QString::fromStdString(message.content) + QLatin1Char('\n');
    for (const std::string& image : sample.images)
        text += QFileInfo(QString::fromStdString(image)).fileName() + QLatin1Char('\n');
    return text.toCaseFolded().toStdString();
}

} // namespace

QString captionOf(const Sample& sample, size_t maxBytes)
{
    const Message* answer = answerOf(sample);
    if (answer == nullptr)
        return {};
    size_t bytes = std::min(maxBytes, answer->content.size());
    while (bytes > 0 && bytes < answer->content.size() && (static_cast<unsigned char>(answer->content[bytes]) & 0xC0U) == 0x80U)
        --bytes; // Not in the middle of a character.
    return QString::fromUtf8(answer->content.data(), static_cast<qsizetype>(bytes)).simplified();
}

SampleList::SampleList(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, &SampleList::rebuild);
    connect(&session_, &ProjectSession::samplesChanged, this, &SampleList::onSamplesChanged);
    if (session_.isOpen())
        rebuild();
}

void SampleList::setWords(const QString& words)
{
    words_.clear();
    for (const QString& word : words.toCaseFolded().split(QChar::Space, Qt::SkipEmptyParts))
        words_.push_back(word.toStdString());
    refilter();
}

void SampleList::setFilter(SampleFilter filter)
{
    filter_ = filter;
    refilter();
}

void SampleList::setDataset(const QString& name)
{
    dataset_ = name.toStdString();
    refilter();
}

void SampleList::setProblemSamples(const std::vector<size_t>& samples)
{
    hasProblem_.assign(session_.samples().size(), false);
    for (const size_t sample : samples)
        if (sample < hasProblem_.size())
            hasProblem_[sample] = true;
    if (filter_ == SampleFilter::WithProblems)
        refilter();
    else
        Q_EMIT changed(samples);
}

void SampleList::rebuild()
{
    haystacks_.clear();
    haystacks_.reserve(session_.samples().size());
    for (const Sample& sample : session_.samples())
        haystacks_.push_back(haystackOf(sample));
    hasProblem_.assign(session_.samples().size(), false);
    refilter();
}

void SampleList::refilter()
{
    rows_.clear();
    rowOf_.assign(haystacks_.size(), -1);
    for (size_t i = 0; i < haystacks_.size(); ++i)
        if (matches(i)) {
            rowOf_[i] = static_cast<int32_t>(rows_.size());
            rows_.push_back(static_cast<uint32_t>(i));
        }
    Q_EMIT reset();
}

bool SampleList::matches(size_t sample) const
{
    const Sample& it = session_.samples()[sample];
    if (!dataset_.empty() && it.dataset != dataset_)
        return false;
    if (filter_ == SampleFilter::LeftOut && !session_.isExcluded(sample))
        return false;
    if (filter_ == SampleFilter::Edited && !session_.isEdited(sample))
        return false;
    if (filter_ == SampleFilter::WithProblems && !hasProblem_[sample])
        return false;
    if (filter_ == SampleFilter::NoAnswer && !captionOf(it).isEmpty())
        return false;
    const std::string& text = haystacks_[sample];
    return std::all_of(words_.begin(), words_.end(), [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

void SampleList::onSamplesChanged(const std::vector<size_t>& samples)
{
    for (const size_t sample : samples)
        haystacks_[sample] = haystackOf(session_.samples()[sample]);
    Q_EMIT changed(samples); // They stay listed while they are worked on: nothing jumps away under the hand.
}

} // namespace lorikeet
