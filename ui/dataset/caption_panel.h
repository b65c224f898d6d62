#pragma once
/// @file "Caption with AI": a model of the project writes answers for pictures that have none, to be reviewed afterwards.

#include "ui/widgets/card.h"

#include <vector>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace lorikeet {

class Captioner;
class GalleryView;
class PrimaryButton;
class ProjectSession;
class SampleList;
class Theme;

class CaptionPanel : public Card {
    Q_OBJECT

public:
    CaptionPanel(ProjectSession& session, const SampleList& list, const GalleryView& gallery, Theme& theme, QWidget* parent = nullptr);
    /// It comes to the front.
    void begin();
    /// It will write about what the filter shows, whatever is chosen in it.
    void takeShown();

public Q_SLOTS:
    /// Other rows are chosen or shown.
    void onScopeChanged();

Q_SIGNALS:
    void closed();
    /// The pictures that a model has written about and nobody has looked at.
    void reviewRequested();

private:
    enum class Scope { Chosen, Shown, All };
    void build(Theme& theme);
    void fillModels();
    std::vector<size_t> rows() const;
    void start();
    void showProgress(size_t done, size_t total, double perSecond);
    void onFinished(size_t written, size_t failed);
    void updateButtons();
    void showMessage(const QString& text, const char* role);

    ProjectSession& session_;
    const SampleList& list_;
    const GalleryView& gallery_;
    Captioner* captioner_;
    QComboBox* model_;
    QPlainTextEdit* prompt_;
    QSpinBox* length_;
    QCheckBox* onlyEmpty_;
    QButtonGroup* scopes_;
    QProgressBar* bar_;
    QLabel* message_;
    QPushButton* review_;
    QPushButton* stop_;
    PrimaryButton* start_;
};

} // namespace lorikeet
