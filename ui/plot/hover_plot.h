#pragma once
/// @file What every plot of the window shares: the theme's colours, a label that follows the pointer, clicks.

#include <QString>
#include <QWidget>



class QCPItemText;
class QCustomPlot;

namespace lorikeet {

class Theme;

/// Axes, labels and background in the theme's colours.
void applyPlotTheme(QCustomPlot& plot, const Theme& theme);

class HoverPlot : public QWidget {
    Q_OBJECT

public:
    /// @param name for people who can't see it
    HoverPlot(const QString& name, Theme& theme, QWidget* parent = nullptr);
    /// What the label says now; "" = it is hidden.
    QString hoverText() const;
    /// Shows the label for a place of the plot (widget coordinates), as the pointer does.
    void hoverAt(const QPointF& place);

Q_SIGNALS:
    /// Something that has values was clicked; `index` is the subclass's own.
    void clicked(int index);

protected:
    QCustomPlot& plot() { return *plot_; }
    const QCustomPlot& plot() const { return *plot_; }
    const Theme& theme() const { return theme_; }
    /// The bar or point at a place, -1 where there is none.
    virtual int indexAt(const QPointF& place) const = 0;
    /// What the label says of it.
    virtual QString wordsOf(int index) const = 0;
    /// Colours of what the subclass draws.
    virtual void applyColours() = 0;
    /// Marks what the pointer is on; -1 = nothing.
    virtual void mark(int index) = 0;
    /// To be called at the end of the subclass's constructor and after new data.
    void refresh();
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyTheme();
    void leave();
    Theme& theme_;
    QCustomPlot* plot_;
    QCPItemText* label_;
    int pointed_ = -1;
};

} // namespace lorikeet
