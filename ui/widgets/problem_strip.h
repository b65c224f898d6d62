#pragma once
/// @file A strip that tells of a problem in place: what happened, then what to do.

#include "ui/widgets/card.h"

#include <QString>

namespace lorikeet {

class Theme;

class ProblemStrip : public Card {
    Q_OBJECT

public:
    explicit ProblemStrip(Theme& theme, QWidget* parent = nullptr);
    /// Shows it; an empty message hides it.
    void setProblem(const QString& message, const QString& hint, Tone tone = Tone::Bad);
    QString message() const;
    QString hint() const;

private:
    void tint();
    Theme& theme_;
    Tone tone_ = Tone::Bad;
    QLabel* picture_;
    QLabel* message_;
    QLabel* hint_;
};

} // namespace lorikeet
