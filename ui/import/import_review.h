#pragma once
/// @file How data would be read, and the few questions that only a person can answer. Reads off the GUI thread.

#include "core/data/import.h"

#include <QString>
#include <QWidget>

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

    /// Looks at a file or folder; "" shows nothing. A later call wins over one that is still reading.
    void setPath(const QString& path);
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
    void look();
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
    QProgressBar* busy_;
    QWidget* strip_;
    QLabel* sentence_;
    QPushButton* yes_;
    QPushButton* change_;
    MappingForm* mapping_;
    ExampleList* examples_;
    EncodingQuestionForm* encoding_;
    QWidget* outside_;
    QLabel* outsideText_;
    ProblemStrip* problems_;
};

/// "pictures with text files", "a table (CSV)" …: what a format's name means to people.
QString formatTitle(const std::string& format);
/// The local file or folder of a drop, "" where there is none.
QString droppedPath(const class QMimeData& data);

} // namespace lorikeet
