#pragma once
/// @file The control that edits one option, by its kind.

#include "core/config/option.h"

#include <QDoubleSpinBox>
#include <QString>
#include <QWidget>

#include <functional>

namespace lorikeet {

/// An editor and how it talks to its option. `commit(yamlText)` is called when the user has changed it.
struct OptionEditor {
    QWidget* widget = nullptr;
    std::function<void()> refresh; ///< Shows the option's value of now, without committing.
};

/// @param option must outlive the editor.
OptionEditor makeOptionEditor(const Option& option, const std::function<void(const std::string&)>& commit, QWidget* parent);

/// A number from 1e-12 to 1e12 that reads and writes "1e-4"; one arrow step changes the leading digit.
class NumberBox : public QDoubleSpinBox {
    Q_OBJECT

public:
    explicit NumberBox(QWidget* parent = nullptr);
    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
};

} // namespace lorikeet
