#pragma once
/// @file "This text is not UTF-8; it looks like GBK": a preview, and the choice of another encoding.

#include "core/data/import.h"
#include "ui/widgets/card.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace lorikeet {

class EncodingQuestionForm : public Card {
    Q_OBJECT

public:
    explicit EncodingQuestionForm(QWidget* parent = nullptr);
    void setQuestion(const EncodingQuestion& question);
    /// A name of knownEncodings().
    std::string encoding() const;

Q_SIGNALS:
    void chosen(const std::string& encoding);

private:
    void showPreview();
    EncodingQuestion question_;
    QLabel* sentence_;
    QLabel* preview_;
    QComboBox* encodings_;
    QPushButton* read_;
};

} // namespace lorikeet
