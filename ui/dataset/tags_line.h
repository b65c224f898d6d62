#pragma once
/// @file The tags of one sample on a line, with commas between, completed from those that the project has.

#include "ui/dataset/drafts.h"

#include <QLineEdit>

#include <optional>
#include <string>
#include <vector>

class QCompleter;
class QStringListModel;

namespace lorikeet {

class ProjectSession;

class TagsLine : public QLineEdit {
    Q_OBJECT

public:
    explicit TagsLine(ProjectSession& session, QWidget* parent = nullptr);
    ~TagsLine() override;
    /// Shows a sample's tags; what was typed for the one before is saved first.
    void setSample(std::optional<size_t> index);
    /// Saves what was typed, also what could not be saved before.
    void commit();

    static std::vector<std::string> tagsOf(const QString& text);

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void refresh();
    void showTags(const std::vector<std::string>& tags);
    void keepTyped();
    void tellUnsaved();
    void complete();
    ProjectSession& session_;
    QCompleter* completer_;
    QStringListModel* known_;
    std::optional<SampleRef> sample_;
    Drafts<std::vector<std::string>> drafts_;
};

} // namespace lorikeet
