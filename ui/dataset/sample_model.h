#pragma once
/// @file The project's samples as a list that can be filtered by words.

#include <QAbstractListModel>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

class ProjectSession;
struct Sample;

/// Which samples are listed, besides the words.
enum class SampleFilter { All, Edited, LeftOut, WithProblems, NoAnswer };

class SampleModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { ImageRole = Qt::UserRole, CaptionRole, IsExcludedRole, IsEditedRole, HasProblemRole };

    explicit SampleModel(ProjectSession& session, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    /// Every word must occur in the conversation or a file name; case doesn't matter.
    void setWords(const QString& words);
    void setFilter(SampleFilter filter);
    /// "" = all datasets.
    void setDataset(const QString& name);
    /// Samples that have a finding of the checks.
    void setProblemSamples(const std::vector<size_t>& samples);

    size_t sampleAt(int row) const { return rows_[static_cast<size_t>(row)]; }
    /// The row that shows a sample, -1 when it is filtered out.
    int rowOf(size_t sample) const;

private:
    void rebuild();
    void refilter();
    bool matches(size_t sample) const;
    void onSamplesChanged(const std::vector<size_t>& samples);

    ProjectSession& session_;
    std::vector<std::string> haystacks_; ///< Case-folded UTF-8, one a sample.
    std::vector<bool> hasProblem_;
    std::vector<size_t> rows_;
    std::vector<std::string> words_;
    SampleFilter filter_ = SampleFilter::All;
    std::string dataset_;
};

/// The answer that a sample teaches, on one line.
QString captionOf(const Sample& sample);

} // namespace lorikeet
