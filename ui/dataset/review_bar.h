#pragma once
/// @file Who wrote a sample's answer, what was decided about it, and the buttons to decide.

#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

namespace lorikeet {

class ElidedLabel;
class LinkButton;
class ProjectSession;
class Theme;
struct Sample;

class ReviewBar : public QWidget {
    Q_OBJECT

public:
    ReviewBar(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    void setSample(std::optional<size_t> index);

Q_SIGNALS:
    void acceptRequested();
    void rejectRequested();

private:
    void refresh();
    void showHistory();
    ProjectSession& session_;
    Theme& theme_;
    ElidedLabel* sentence_;
    QToolButton* accept_;
    QToolButton* reject_;
    LinkButton* history_;
    std::optional<size_t> index_;
};

/// "Written by tiny-sight, asked “Describe it.”, not reviewed"
QString provenanceSentence(const Sample& sample, bool isEdited);

} // namespace lorikeet
