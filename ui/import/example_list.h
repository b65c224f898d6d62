#pragma once
/// @file A few examples as they would be learned: picture, question, answer.

#include "core/data/sample.h"

#include <QWidget>

#include <vector>

namespace lorikeet {

class ExampleList : public QWidget {
    Q_OBJECT

public:
    explicit ExampleList(QWidget* parent = nullptr);
    void setExamples(const std::vector<Sample>& examples);
    /// Question and answer of the example as shown, for tests.
    QString textOf(int index) const;

private:
    void add(const Sample& sample, int index);
};

} // namespace lorikeet
