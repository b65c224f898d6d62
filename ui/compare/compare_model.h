#pragma once
/// @file The wall: rows are examples; columns are question, reference, then one model or checkpoint each.

#include "ui/compare/compare_rows.h"

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <unordered_map>
#include <vector>

namespace lorikeet {

/// Somebody who answers: a base model, an adapter on it, or a full checkpoint (a model of its own).
struct CompareColumn {
    QString key;
    QString title;
    QString subtitle;
    QString modelFolder;
    QString adapter; ///< "" = none.
    QString templateName;
    bool operator==(const CompareColumn&) const = default;
};

struct CompareCell {
    enum class State { Empty, Waiting, Asking, Done, Failed };
    State state = State::Empty;
    QString text;    ///< As far as it has come.
    QString message; ///< Of a failure.
    QString hint;
};

class CompareModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum FixedColumn { Question, Reference, FirstAnswer };
    enum Role { CellStateRole = Qt::UserRole, ReferenceRole, PictureRole, HeldOutRole, IsRightRole, HintRole };

    explicit CompareModel(QObject* parent = nullptr);

    void setRows(std::vector<CompareRow> rows);
    /// How many of them are shown, from the first.
    void setShownCount(size_t count);
    void setColumns(std::vector<CompareColumn> columns);
    const std::vector<CompareRow>& rows() const { return rows_; }
    const std::vector<CompareColumn>& answerers() const { return columns_; }
    const CompareRow& rowAt(int row) const { return rows_.at(static_cast<size_t>(row)); }

    /// An empty one where nobody was asked.
    const CompareCell& cell(int row, int answerer) const;
    void setCell(int row, int answerer, const CompareCell& cell);
    /// Adds what an answer under way has got.
    void appendText(int row, int answerer, const QString& text);
    bool isRight(int row, int answerer) const;
    struct Score {
        int right = 0;
        int answered = 0;
    };
    Score score(int answerer) const; ///< Over the shown rows.

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cellKey(int row, int answerer) const;
    QVariant answerData(int row, int answerer, int role) const;
    QString reference(int row) const;

    std::vector<CompareRow> rows_;
    std::vector<CompareColumn> columns_;
    size_t shown_ = 12;
    std::unordered_map<QString, CompareCell> cells_;
    CompareCell empty_;
};

} // namespace lorikeet
