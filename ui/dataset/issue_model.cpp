#include "ui/dataset/issue_model.h"

#include "ui/theme/theme.h"
#include "ui/widgets/guarded.h"

#include <QFileInfo>

#include <algorithm>

namespace lorikeet {
namespace {

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Fatal:
        return IssueModel::tr("Must fix");
    case Severity::Warning:
        return IssueModel::tr("Should look");
    case Severity::Note:
        return IssueModel::tr("Note");
    }
    return {};
}

} // namespace

IssueModel::IssueModel(Theme& theme, QObject* parent) : QAbstractTableModel(parent), theme_(theme) {}

void IssueModel::setIssues(std::vector<Issue> issues)
{
    beginResetModel();
    issues_ = std::move(issues);
    std::stable_sort(issues_.begin(), issues_.end(), [](const Issue& a, const Issue& b) { return a.severity < b.severity; });
    endResetModel();
}

int IssueModel::count(Severity severity) const
{
    return static_cast<int>(std::count_if(issues_.begin(), issues_.end(), [&](const Issue& issue) { return issue.severity == severity; }));
}

int IssueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(issues_.size());
}

int IssueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant IssueModel::data(const QModelIndex& index, int role) const
{
    const Issue& issue = issues_[static_cast<size_t>(index.row())];
    const QString file = QString::fromStdString(issue.file);
    if (role == Qt::DecorationRole && index.column() == SeverityColumn) {
        const ThemeColours& c = theme_.colours();
        if (issue.severity == Severity::Fatal)
            return tintedIcon("error", c.bad);
        return issue.severity == Severity::Warning ? tintedIcon("warning", c.amber) : tintedIcon("info", c.textQuiet);
    }
    if (role == Qt::ToolTipRole)
        return index.column() == WhereColumn ? file : translated(issue.message) + "\n" + translated(issue.fix);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case SeverityColumn:
        return severityWord(issue.severity);
    case WhereColumn:
        return issue.row >= 0 ? tr("%1, row %2").arg(QFileInfo(file).fileName()).arg(issue.row + 1) : QFileInfo(file).fileName();
    case MessageColumn:
        return translated(issue.message);
    case FixColumn:
        return translated(issue.fix);
    default:
        return {};
    }
}

QVariant IssueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("How grave"), tr("Where"), tr("What"), tr("What to do")};
    return names[section];
}

} // namespace lorikeet
