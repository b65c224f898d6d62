#pragma once
/// @file The fields of one change to many samples.

#include "ui/dataset/bulk_action.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace lorikeet {

class BulkForm : public QWidget {
    Q_OBJECT

public:
    explicit BulkForm(QWidget* parent = nullptr);
    /// Shows the fields that the action has; what was typed stays.
    void setAction(const BulkAction& action);
    BulkFields fields() const;
    void focusFirst();

Q_SIGNALS:
    void changed();

private:
    QLabel* firstLabel_;
    QLineEdit* first_;
    QPlainTextEdit* long_;
    QLabel* secondLabel_;
    QLineEdit* second_;
    QCheckBox* regex_;
    QCheckBox* case_;
    QCheckBox* words_;
    QCheckBox* empty_;
    QLabel* scopeLabel_;
    QComboBox* scope_;
    bool isLong_ = false;
};

} // namespace lorikeet
