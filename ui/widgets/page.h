#pragma once
/// @file A page of the main window.

#include <QWidget>

namespace lorikeet {

class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;
    /// Called each time the page comes to the front.
    virtual void activate() {}
    /// Called when another page comes to the front.
    virtual void deactivate() {}

Q_SIGNALS:
    /// The step of the rail that this page stands for is done (tick) or not.
    void stepDone(bool isDone);
    /// The primary button of an empty state, or "next": the page that should come to the front ("data", "look", "plan", "train", "compare", "runs").
    void pageRequested(const QString& pageName);
    /// These samples should come to the front in Data: a filter of core/data/filter.
    void filterRequested(const QString& filter);
    /// The same, with "Caption with AI" open beside them.
    void captionRequested(const QString& filter);
    /// A message for the strip at the window's top: what happened, what to do.
    void problem(const QString& message, const QString& hint);
};

} // namespace lorikeet
