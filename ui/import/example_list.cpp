#include "ui/import/example_list.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/picture.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

constexpr int kPictureWidth = 96;
constexpr int kPictureHeight = 72;

QString shortened(const std::string& text)
{
    constexpr qsizetype kShown = 220;
    QString shown = QString::fromStdString(text).replace(QLatin1String("<image>"), QString()).simplified();
    if (shown.size() > kShown)
        shown = shown.left(kShown) + QChar(0x2026);
    return shown;
}

} // namespace

ExampleList::ExampleList(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kS);
}

void ExampleList::setExamples(const std::vector<Sample>& examples)
{
    while (QLayoutItem* item = layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < examples.size(); ++i)
        add(examples[i], static_cast<int>(i));
}

void ExampleList::add(const Sample& sample, int index)
{
    auto* row = new QWidget(this);
    row->setObjectName(QStringLiteral("example.%1").arg(index));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kM);
    if (!sample.images.empty()) {
        auto* picture = new PictureView(row);
        picture->setFixedSize(kPictureWidth, kPictureHeight);
        picture->loadFile(QString::fromStdString(sample.images.front()));
        line->addWidget(picture, 0, Qt::AlignTop);
    }
    auto* texts = new QVBoxLayout;
    texts->setSpacing(space::kXs);
    const auto addText = [&](const QString& text, const char* role, const char* name) {
        auto* label = makeLabel(text, role, row, true);
        label->setTextFormat(Qt::PlainText);
        label->setObjectName(name);
        texts->addWidget(label);
    };
    const Message* answer = answerOf(sample);
    addText(sample.messages.empty() ? QString() : shortened(sample.messages.front().content), "quiet", "exampleQuestion");
    const QString answerText = answer == nullptr ? QString() : shortened(answer->content);
    if (!sample.isText)
        addText(answerText.isEmpty() ? tr("(no answer yet)") : answerText, "", "exampleAnswer");
    if (sample.rejectedAnswer)
        addText(tr("Worse answer: %1").arg(shortened(*sample.rejectedAnswer)), "quiet", "exampleRejected");
    if (!sample.tags.empty()) {
        QStringList tags;
        for (const std::string& tag : sample.tags)
            tags.append(QString::fromStdString(tag));
        addText(tr("Tags: %1").arg(tags.join(", ")), "caption", "exampleTags");
    }
    texts->addStretch(1);
    line->addLayout(texts, 1);
    layout()->addWidget(row);
}

QString ExampleList::textOf(int index) const
{
    const auto* row = findChild<QWidget*>(QStringLiteral("example.%1").arg(index));
    QStringList texts;
    if (row != nullptr)
        for (const auto* label : row->findChildren<QLabel*>())
            texts.append(label->text());
    return texts.join('\n');
}

} // namespace lorikeet
