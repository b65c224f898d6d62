#include "ui/import/encoding_question_form.h"

#include "core/data/encodings.h"
#include "ui/theme/theme.h"
#include "ui/widgets/guarded.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lorikeet {

EncodingQuestionForm::EncodingQuestionForm(QWidget* parent)
    : Card(parent), sentence_(makeLabel({}, "", this, true)), preview_(makeLabel({}, "heading", this, true)), encodings_(new QComboBox(this)), read_(new QPushButton(this))
{
    setTone(Tone::Amber);
    preview_->setObjectName("encodingPreview");
    preview_->setTextFormat(Qt::PlainText);
    sentence_->setTextFormat(Qt::PlainText);
    encodings_->setObjectName("encodingChoice");
    encodings_->setAccessibleName(tr("Encoding of the text"));
    read_->setObjectName("encodingRead");
    for (const KnownEncoding& known : knownEncodings())
        encodings_->addItem(translated(known.title), QString::fromLatin1(known.name));
    body()->addWidget(sentence_);
    body()->addWidget(preview_);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kS);
    row->addWidget(read_);
    row->addWidget(makeLabel(tr("or choose another:"), "quiet", this));
    row->addWidget(encodings_);
    row->addStretch(1);
    body()->addLayout(row);
    connect(encodings_, &QComboBox::currentIndexChanged, this, &EncodingQuestionForm::showPreview);
    connect(read_, &QPushButton::clicked, this, [this] { Q_EMIT chosen(encoding()); });
}

void EncodingQuestionForm::setQuestion(const EncodingQuestion& question)
{
    question_ = question;
    const QString title = translated(encodingTitle(question.guess));
    const QString file = QFileInfo(QString::fromStdString(question.file)).fileName();
    sentence_->setText(question.files > 1 ? tr("%1 text files, %2 among them, are not UTF-8; they look like %3. Can you read this?").arg(question.files).arg(file, title)
                                          : tr("%1 is not UTF-8; it looks like %2. Can you read this?").arg(file, title));
    const QSignalBlocker quiet(encodings_);
    encodings_->setCurrentIndex(std::max(0, encodings_->findData(QString::fromStdString(question.guess))));
    showPreview();
}

std::string EncodingQuestionForm::encoding() const
{
    return encodings_->currentData().toString().toStdString();
}

void EncodingQuestionForm::showPreview()
{
    preview_->setText(QString::fromStdString(previewText(question_.bytes, encoding(), 80)));
    read_->setText(tr("Read as %1").arg(encodings_->currentText()));
}

} // namespace lorikeet
