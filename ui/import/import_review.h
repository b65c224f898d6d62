#pragma once
/// @file How data would be read, and the few questions that only a person can answer. Reads off the GUI thread.

#include "core/data/import.h"

#include <QString>
#include <QTimer>
#include <QWidget>

#include <atomic>
#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;

namespace lorikeet {

class EncodingQuestionForm;
class ExampleList;
class MappingForm;
class ProblemStrip;
class Theme;

class ImportReview : public QWidget {
    Q_OBJECT

public:
    explicit ImportReview(Theme& theme, QWidget* parent = nullptr);
    ~ImportReview() override;

    /// Looks at a file or folder once the path has rested for a moment, so that it can be typed; "" shows nothing. Stops what is still read for an
    /// earlier path.
    void setPath(const QString& path);
    /// The same for data that is in a project already, with what was decided about it.
    void setPath(const QString& path, const ImportOptions& options);
    /// A sentence above what is found, until another path comes; "" = none.
    void setNote(const QString& note);
    QString path() const { return path_; }
    /// What was decided so far.
    const ImportOptions& options() const { return options_; }
    /// Nothing is being read and there are examples to take in.
    bool isReady() const;
    bool isReading() const { return isReading_; }
    /// How the last look ended; null before.
    const ImportPreview* preview() const { return preview_.get(); }

Q_SIGNALS:
    /// isReady() or options() may be another now.
    void changed();
    /// The strip's Yes.
    void confirmed();

private:
    void begin(const QString& path, const ImportOptions& options);
    void cancel();
    void look();
    void hideFindings();
    QWidget* addQuestion(QLabel* text, QPushButton* answer);
    void show(std::shared_ptr<const ImportPreview> preview);
    void showSentence();
    void showQuestions();
    void showProblems();
    void allowFolders();
    Theme& theme_;
    QString path_;
    ImportOptions options_;
    std::shared_ptr<const ImportPreview> preview_;
    int generation_ = 0;
    bool isReading_ = false;
    QTimer rest_;
    std::shared_ptr<std::atomic<bool>> isStopped_; ///< Of the reading under way; null = there is none.
    QLabel* note_;
    QProgressBar* busy_;
    QWidget* strip_;
    QLabel* sentence_;
    QPushButton* yes_;
    QPushButton* change_;
    MappingForm* mapping_;
    ExampleList* examples_;
    EncodingQuestionForm* encoding_;
    QLabel* outsideText_;
    QWidget* outside_;
    QLabel* chosenText_;
    QWidget* chosen_;
    ProblemStrip* problems_;
};

/// "pictures with text files", "a table (CSV)" …: what a format's name means to people.
QString formatTitle(const std::string& format);

} // namespace lorikeet
