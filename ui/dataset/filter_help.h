#pragma once
/// @file Everything that the filter line understands, with an example of each that a click takes over.

#include <QFrame>

namespace lorikeet {

class FilterHelp : public QFrame {
    Q_OBJECT

public:
    explicit FilterHelp(QWidget* parent);
    /// Under the widget; it goes when something else is clicked.
    void showBelow(const QWidget& widget);

Q_SIGNALS:
    void exampleChosen(const QString& example);
};

} // namespace lorikeet
