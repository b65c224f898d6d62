#pragma once
/// @file The rail at the window's left: one button a page, with a tick where the step is done.

#include <QAbstractButton>
#include <QString>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace lorikeet {

class Theme;

class RailButton : public QAbstractButton {
    Q_OBJECT

public:
    RailButton(Theme& theme, const QString& icon, const QString& text, QWidget* parent = nullptr);
    void setDone(bool isDone);
    bool isDone() const { return isDone_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    Theme& theme_;
    QString iconName_;
    bool isDone_ = false;
};

class Rail : public QWidget {
    Q_OBJECT

public:
    explicit Rail(Theme& theme, QWidget* parent = nullptr);
    /// @param name what pageChosen() gives, @param icon in resources/icons.
    void addPage(const QString& name, const QString& icon, const QString& text);
    /// A hairline between the last page and the next.
    void addDivider();
    /// Puts a control at the rail's foot.
    void addAtFoot(QWidget* widget);
    void setCurrent(const QString& name);
    void setDone(const QString& name, bool isDone);
    bool isDone(const QString& name) const;

Q_SIGNALS:
    void pageChosen(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* makeBrand();
    RailButton* button(const QString& name) const;
    Theme& theme_;
    QVBoxLayout* column_; ///< Pages.
    QVBoxLayout* foot_;
    std::vector<RailButton*> buttons_;
};

} // namespace lorikeet
