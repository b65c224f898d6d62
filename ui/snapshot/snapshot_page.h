#pragma once
/// @file The data that a run trained on, beside what the project has today.

#include "ui/widgets/page.h"

#include <memory>

class QLabel;
class QListView;
class QModelIndex;

namespace lorikeet {

class Card;
class DifferenceModel;
class LinkButton;
class PageHeader;
class ProjectSession;
class Theme;
struct SampleContent;
struct Snapshot;
struct SnapshotDifference;

class SnapshotPage : public Page {
    Q_OBJECT

public:
    SnapshotPage(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// Compares this run's data with today's.
    void showRun(const QString& runFolder);
    void activate() override;

Q_SIGNALS:
    void compared();

private:
    void build();
    void compare();
    void compareWith(std::shared_ptr<const Snapshot> snapshot, int generation);
    void showProblem(const QString& message, const QString& hint);
    void showDifference(std::shared_ptr<const SnapshotDifference> difference);
    void showRow(const QModelIndex& index);
    QString words(const SampleContent& before, const SampleContent& after) const;
    QString partWords(const QString& name, const QString& before, const QString& after) const;

    ProjectSession& session_;
    Theme& theme_;
    PageHeader* header_;
    QLabel* summary_;
    Card* listCard_;
    QListView* list_;
    DifferenceModel* model_;
    QLabel* title_;
    QLabel* text_;
    LinkButton* open_;
    QString run_;
    int generation_ = 0;
};

} // namespace lorikeet
