#pragma once
/// @file What every page of the window stands on, made anew for each test: an empty folder, the colours, no project yet.

#include "ui/choice/model_choice.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>

#include <memory>

namespace lorikeet::test {

class WindowTest : public QObject {
protected:
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Theme> theme_;
    std::unique_ptr<ProjectSession> session_;
    std::unique_ptr<ModelChoice> choice_;

    void setUp()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        theme_ = std::make_unique<Theme>(*qobject_cast<QApplication*>(qApp));
        session_ = std::make_unique<ProjectSession>();
        choice_ = std::make_unique<ModelChoice>(*session_);
    }

    /// After whatever stands on it is gone.
    void tearDown()
    {
        choice_.reset();
        session_.reset();
        theme_.reset();
        folder_.reset();
    }
};

} // namespace lorikeet::test
