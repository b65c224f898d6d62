#pragma once
/// @file A list of choices drawn as cards, as high as its rows up to a limit.

#include <QListView>
#include <QStringList>

class QStandardItemModel;

namespace lorikeet {

class Theme;

class ChoiceList : public QListView {
    Q_OBJECT

public:
    enum class Mode { One, Several };

    ChoiceList(Theme& theme, Mode mode, QWidget* parent = nullptr);
    void clear();
    /// @param key what chosen() gives.
    void add(const QString& key, const QString& title, const QString& summary, const QString& toolTip = {}, bool hasProblem = false);
    /// Makes these the chosen ones without telling.
    void choose(const QStringList& keys);
    QStringList chosen() const;
    int count() const;
    void setMaximumRowsShown(int rows) { maximumRows_ = rows; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// By the user.
    void chosenChanged(const QStringList& keys);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void toggle(const QModelIndex& index);
    QStandardItemModel* items_;
    Mode mode_;
    int maximumRows_ = 6;
    bool isQuiet_ = false;
};

} // namespace lorikeet
