#pragma once
/// @file Which column of a table is the picture, the question, the answer …: a choice for each.

#include "core/data/import_options.h"

#include <QWidget>

#include <array>

class QComboBox;

namespace lorikeet {

class MappingForm : public QWidget {
    Q_OBJECT

public:
    explicit MappingForm(QWidget* parent = nullptr);
    /// Without telling.
    void setMapping(const std::vector<std::string>& columns, const ColumnMapping& mapping);
    ColumnMapping mapping() const;

Q_SIGNALS:
    /// By the user.
    void changed();

private:
    std::array<QComboBox*, 5> roles_{};
};

} // namespace lorikeet
