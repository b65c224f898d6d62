#include "ui/welcome/lesson_list.h"

#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/guarded.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lorikeet {

LessonList::LessonList(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("Lessons"), parent), session_(session), theme_(theme), rows_(new QVBoxLayout)
{
    setSubtitle(tr("Each is an ordinary training run with everything filled in, and takes a few minutes."));
    auto* designs = new LinkButton(tr("Designs side by side"), this);
    designs->setObjectName(QStringLiteral("lessonDesigns"));
    designs->setToolTip(tr("What each part of a model is, what is frozen, and what a picture costs"));
    connect(designs, &QPushButton::clicked, this, &LessonList::designsRequested);
    addToHeader(designs);
    rows_->setSpacing(space::kS);
    body()->addLayout(rows_);
    refresh();
}

void LessonList::refresh()
{
    while (QLayoutItem* item = rows_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    std::vector<ProjectLesson> lessons;
    if (session_.isOpen())
        guarded(this, &LessonList::problem, [&] { lessons = session_.project().lessons(); });
    int number = 0;
    for (const ProjectLesson& lesson : lessons)
        addLesson(QString::fromStdString(lesson.path), QString::fromStdString(lesson.title), QString::fromStdString(lesson.summary), ++number);
    setVisible(!lessons.empty());
}

void LessonList::addLesson(const QString& path, const QString& title, const QString& summary, int number)
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, space::kXs, 0, space::kXs);
    row->setSpacing(space::kM);
    auto* picture = new QLabel(box);
    const auto tint = [this, picture] { picture->setPixmap(tintedIcon("lesson", theme_.colours().accent).pixmap(QSize(22, 22))); };
    tint();
    connect(&theme_, &Theme::changed, picture, tint);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(makeLabel(title, "heading", box, true));
    texts->addWidget(makeLabel(summary, "caption", box, true));
    auto* open = new QPushButton(tr("Open this lesson"), box);
    open->setObjectName(QStringLiteral("lesson.%1").arg(number));
    open->setAccessibleName(tr("Open the lesson %1").arg(title));
    connect(open, &QPushButton::clicked, this, [this, path] { Q_EMIT lessonRequested(path); });
    row->addWidget(picture, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addWidget(open, 0, Qt::AlignVCenter);
    rows_->addWidget(box);
}

} // namespace lorikeet
