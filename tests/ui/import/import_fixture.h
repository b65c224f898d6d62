#pragma once
/// @file Data beside a small open project, for tests of the panels.

#include "support/runner.h"
#include "support/sample_project.h"

#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QWidget>

#include <memory>

namespace lorikeet::test {

class ImportFixture {
public:
    ImportFixture() : theme(*qobject_cast<QApplication*>(qApp))
    {
        makeSampleProject(path("project"), 3);
        session.open(path("project"));
    }

    QString path(const QString& name) const { return folder_.filePath(name); }

    /// A folder with two pictures of a colour and a caption for each.
    QString makePhotos(const QString& name) const
    {
        QDir().mkpath(path(name));
        for (const char* picture : {"1", "2"}) {
            QImage image(40, 30, QImage::Format_RGB32);
            image.fill(Qt::darkCyan);
            image.save(path(name + "/" + picture + ".png"));
            writeBytes(path(name + "/" + picture + ".txt"), (name + " " + picture).toUtf8());
        }
        return path(name);
    }

    template <typename Widget>
    static Widget* child(QWidget& parent, const QString& name)
    {
        return parent.findChild<Widget*>(name);
    }

private:
    QTemporaryDir folder_;

public:
    Theme theme;
    ProjectSession session;
};

} // namespace lorikeet::test
