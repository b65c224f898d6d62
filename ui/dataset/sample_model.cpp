#include "ui/dataset/sample_model.h"

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

QString captionOf(const Sample& sample)
{
    const Message* answer = answerOf(sample);
    return answer != nullptr ? QString::fromStdString(answer->content).simplified() : QString();
}

SampleModel::SampleModel(ProjectSession& session, QObject* parent) : QAbstractListModel(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, &SampleModel::rebuild);
    connect(&session_, &ProjectSession::samplesChanged, this, &SampleModel::onSamplesChanged);
    if (session_.isOpen())
        rebuild();
}

int SampleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant SampleModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const size_t which = sampleAt(index.row());
    const Sample& sample = session_.samples()[which];
    switch (role) {
    case Qt::DisplayRole:
    case CaptionRole:
    case Qt::AccessibleTextRole:
        return captionOf(sample);
    case Qt::ToolTipRole:
        return sample.images.empty() ? QString::fromStdString(sample.id) : QString::fromStdString(sample.images.front());
    case ImageRole:
        return sample.images.empty() ? QString() : QString::fromStdString(sample.images.front());
    case IsExcludedRole:
        return session_.isExcluded(which);
    case IsEditedRole:
        return session_.isEdited(which);
    case HasProblemRole:
        return static_cast<bool>(hasProblem_[which]);
    default:
        return {};
    }
}

void SampleModel::setWords(const QString& words)
{
    words_.clear();
    for (const QString& word : words.toCaseFolded().split(QChar::Space, Qt::SkipEmptyParts))
        words_.push_back(word.toStdString());
    refilter();
}

void SampleModel::setFilter(SampleFilter filter)
{
    filter_ = filter;
    refilter();
}

void SampleModel::setDataset(const QString& name)
{
    dataset_ = name.toStdString();
    refilter();
}

void SampleModel::setProblemSamples(const std::vector<size_t>& samples)
{
    hasProblem_.assign(session_.samples().size(), false);
    for (const size_t sample : samples)
        if (sample < hasProblem_.size())
            hasProblem_[sample] = true;
    if (filter_ == SampleFilter::WithProblems)
        refilter();
    else if (!rows_.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {HasProblemRole});
}

int SampleModel::rowOf(size_t sample) const
{
    const auto found = std::lower_bound(rows_.begin(), rows_.end(), sample);
    return found != rows_.end() && *found == sample ? static_cast<int>(found - rows_.begin()) : -1;
}

void SampleModel::rebuild()
{
    haystacks_.clear();
    haystacks_.reserve(session_.samples().size());
    for (const Sample& sample : session_.samples())
        haystacks_.push_back(haystackOf(sample));
    hasProblem_.assign(session_.samples().size(), false);
    refilter();
}

void SampleModel::refilter()
{
    beginResetModel();
    rows_.clear();
    for (size_t i = 0; i < haystacks_.size(); ++i)
        if (matches(i))
            rows_.push_back(i);
    endResetModel();
}

bool SampleModel::matches(size_t sample) const
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

void SampleModel::onSamplesChanged(const std::vector<size_t>& samples)
{
    for (const size_t sample : samples)
        haystacks_[sample] = haystackOf(session_.samples()[sample]);
    // They stay listed while they are worked on, even when they no longer match: nothing jumps away under the hand.
    for (const size_t sample : samples)
        if (const int row = rowOf(sample); row >= 0)
            Q_EMIT dataChanged(index(row), index(row));
}

} // namespace lorikeet
