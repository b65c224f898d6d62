#pragma once
/// @file The samples that the gallery shows, in its order: numbers only, whatever their count.

#include <QObject>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace lorikeet {

class ProjectSession;
struct Sample;

/// Which samples are listed, besides the words.
enum class SampleFilter { All, Edited, LeftOut, WithProblems, NoAnswer };

class SampleList : public QObject {
    Q_OBJECT

public:
    explicit SampleList(ProjectSession& session, QObject* parent = nullptr);

    int rowCount() const { return static_cast<int>(rows_.size()); }
    size_t sampleAt(int row) const { return rows_[static_cast<size_t>(row)]; }
    /// The row that shows a sample, -1 when it is filtered out.
    int rowOf(size_t sample) const { return sample < rowOf_.size() ? rowOf_[sample] : -1; }
    bool hasProblem(size_t sample) const { return sample < hasProblem_.size() && hasProblem_[sample]; }

    /// Every word must occur in the conversation or a file name; case doesn't matter.
    void setWords(const QString& words);
    void setFilter(SampleFilter filter);
    /// "" = all datasets.
    void setDataset(const QString& name);
    /// Samples that have a finding of the checks.
    void setProblemSamples(const std::vector<size_t>& samples);

Q_SIGNALS:
    /// Other rows are listed, or in another order.
    void reset();
    /// The same rows, with other contents.
    void changed(const std::vector<size_t>& samples);

private:
    void rebuild();
    void refilter();
    bool matches(size_t sample) const;
    void onSamplesChanged(const std::vector<size_t>& samples);

    ProjectSession& session_;
    std::vector<std::string> haystacks_; ///< Case-folded UTF-8, one a sample.
    std::vector<bool> hasProblem_;
    std::vector<uint32_t> rows_;
    std::vector<int32_t> rowOf_;
    std::vector<std::string> words_;
    SampleFilter filter_ = SampleFilter::All;
    std::string dataset_;
};

/// The answer that a sample teaches, on one line, up to `maxBytes` of it.
QString captionOf(const Sample& sample, size_t maxBytes = 400);

} // namespace lorikeet
