#pragma once
/// @file Two boxes: the model that looks, and its conversation format.

#include <QWidget>

class QComboBox;

namespace lorikeet {

class ModelChoice;

class ModelChooser : public QWidget {
    Q_OBJECT

public:
    explicit ModelChooser(ModelChoice& choice, QWidget* parent = nullptr);

private:
    void fill();
    void pickModel(int index);
    void pickOtherFolder();
    ModelChoice& choice_;
    QComboBox* models_;
    QComboBox* templates_;
};

} // namespace lorikeet
