#pragma once
/// @file A line for a file or folder with data, with buttons to choose one.

#include <QString>

class QLineEdit;
class QVBoxLayout;
class QWidget;

namespace lorikeet {

class Theme;

/// Adds the line to a column; its buttons open choosers for a folder and, where `takesFiles`, for a data file.
QLineEdit* addPathField(Theme& theme, QWidget* parent, QVBoxLayout* column, const QString& label, const QString& help, const QString& objectName, bool takesFiles);

} // namespace lorikeet
