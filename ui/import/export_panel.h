#pragma once
/// @file Data out of the project: form, which examples, how pictures are named, where to.

#include "core/data/export.h"
#include "ui/widgets/card.h"

#include <atomic>
#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTimer;

namespace lorikeet {

class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class Theme;

class ExportPanel : public Card {
    Q_OBJECT

public:
    ExportPanel(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    ~ExportPanel() override;
    /// Indexes of the samples that the page shows now, for "Those shown"; empty = there is no filter.
    void setShown(std::vector<size_t> indexes);

Q_SIGNALS:
    /// An export was written.
    void done();
    void closed();

private:
    struct Running;
    QComboBox* addChoice(const QString& label, const QString& objectName);
    void addButtons();
    void showChoices();
    std::vector<size_t> wanted() const;
    void start();
    void finish(const ExportResult& result);
    ProjectSession& session_;
    std::vector<size_t> shown_;
    std::shared_ptr<Running> running_;
    QComboBox* format_;
    QLabel* sentence_;
    QComboBox* what_;
    QComboBox* pictures_;
    QLineEdit* folder_;
    QProgressBar* progress_;
    QTimer* ticker_;
    QLabel* result_;
    ProblemStrip* problem_;
    PrimaryButton* export_;
    QPushButton* close_;
};

} // namespace lorikeet
