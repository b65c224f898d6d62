#pragma once
/// @file The top of a page: its title, one quiet sentence, and controls at the right.

#include <QString>
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace lorikeet {

class PageHeader : public QWidget {
    Q_OBJECT

public:
    explicit PageHeader(const QString& title, const QString& subtitle = {}, QWidget* parent = nullptr);
    void setSubtitle(const QString& subtitle);
    /// Puts a control at the right end.
    void addControl(QWidget* widget);

private:
    QHBoxLayout* row_;
    QLabel* subtitle_;
};

} // namespace lorikeet
