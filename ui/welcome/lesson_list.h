#pragma once
/// @file The lessons of the open project, each with a button that opens it in Plan.

#include "ui/widgets/card.h"

class QVBoxLayout;

namespace lorikeet {

class ProjectSession;
class Theme;

class LessonList : public Card {
    Q_OBJECT

public:
    LessonList(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// Reads the lessons of the open project; hidden where there are none.
    void refresh();

Q_SIGNALS:
    void lessonRequested(const QString& path);
    /// The two designs that the lessons teach, side by side.
    void designsRequested();
    void problem(const QString& message, const QString& hint);

private:
    void addLesson(const QString& path, const QString& title, const QString& summary, int number);
    ProjectSession& session_;
    Theme& theme_;
    QVBoxLayout* rows_;
};

} // namespace lorikeet
