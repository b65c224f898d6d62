#pragma once
/// @file A row of figures, each with its name below.

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;

namespace lorikeet {

class TileRow : public QWidget {
    Q_OBJECT

public:
    explicit TileRow(QWidget* parent = nullptr);
    /// @returns the tile's index.
    int add(const QString& name, const char* objectName, const QString& toolTip);
    /// An empty value shows a dash.
    void setValue(int tile, const QString& value);

private:
    QHBoxLayout* row_;
    std::vector<QLabel*> values_;
};

} // namespace lorikeet
