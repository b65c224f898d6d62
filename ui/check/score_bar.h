#pragma once
/// @file How much of the data is fine, wants a look, must be mended: one bar of three parts, with numbers.

#include <QWidget>

namespace lorikeet {

class Theme;

class ScoreBar : public QWidget {
    Q_OBJECT

public:
    explicit ScoreBar(Theme& theme, QWidget* parent = nullptr);
    void setCounts(size_t fine, size_t shouldLook, size_t mustFix);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    size_t counts_[3] = {0, 0, 0}; ///< Fine, should look, must fix.
};

} // namespace lorikeet
