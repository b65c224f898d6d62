#include "ui/train/answers_panel.h"

#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/task.h"

#include <QImageReader>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

constexpr int kPictureSide = 72;

QImage readThumbnail(const QString& path, int side)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    const auto size = reader.size();
    if (size.isValid())
        reader.setScaledSize(size.scaled(side, side, Qt::KeepAspectRatio));
    return reader.read();
}

QString answerLine(const QString& when, const std::string& answer)
{
    const auto text = QString::fromStdString(answer).trimmed();
    return QStringLiteral("<p style='margin:2px 0'><small>%1</small><br/>%2</p>")
        .arg(when, text.isEmpty() ? AnswersPanel::tr("<i>(says nothing)</i>") : text.toHtmlEscaped());
}

} // namespace

AnswersPanel::AnswersPanel(QWidget* parent)
    : QWidget(parent), empty_(makeLabel(tr("Pinned examples appear here: the answer before training, then the newest one at each checkpoint."), "quiet", this, true))
{
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget(scroll);
    inner->setProperty("role", "scrolled");
    column_ = new QVBoxLayout(inner);
    column_->setContentsMargins(0, 0, space::kS, 0);
    column_->setSpacing(space::kS);
    column_->addWidget(empty_);
    column_->addStretch(1);
    scroll->setWidget(inner);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kS, 0, 0);
    layout->addWidget(scroll);
}

AnswersPanel::Pinned& AnswersPanel::pinnedFor(const SampleText& sample)
{
    auto& pinned = pinned_[sample.sampleId];
    if (pinned.card != nullptr)
        return pinned;
    pinned.card = new Card(this);
    pinned.card->body()->setContentsMargins(space::kS, space::kS, space::kS, space::kS);
    auto* row = new QHBoxLayout;
    pinned.picture = new QLabel(pinned.card);
    pinned.picture->setVisible(!sample.images.empty());
    pinned.answers = new QLabel(pinned.card);
    pinned.answers->setWordWrap(true);
    pinned.answers->setTextFormat(Qt::RichText);
    pinned.answers->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(pinned.picture, 0, Qt::AlignTop);
    row->addWidget(pinned.answers, 1, Qt::AlignTop);
    pinned.card->body()->addLayout(row);
    column_->insertWidget(column_->count() - 1, pinned.card);
    if (!sample.images.empty())
        loadPicture(pinned.picture, sample.images.front());
    return pinned;
}

void AnswersPanel::loadPicture(QLabel* label, const std::string& file)
{
    const auto path = QString::fromStdString(file);
    const double ratio = devicePixelRatioF();
    label->setToolTip(path);
    runTask<QImage>(
        label, [path, ratio] { return readThumbnail(path, static_cast<int>(kPictureSide * ratio)); },
        [label, ratio](const TaskResult<QImage>& result) {
            if (!result.value || result.value->isNull())
                return label->setText(tr("(no picture)"));
            auto pixmap = QPixmap::fromImage(*result.value);
            pixmap.setDevicePixelRatio(ratio);
            label->setPixmap(pixmap);
        });
}

void AnswersPanel::setHistory(const RunHistory& history)
{
    std::map<std::string, std::pair<const SampleText*, const SampleText*>> ends;
    for (const auto& sample : history.samples) {
        auto& [first, newest] = ends[sample.sampleId];
        if (first == nullptr || sample.step < first->step)
            first = &sample;
        if (newest == nullptr || sample.step >= newest->step)
            newest = &sample;
    }
    std::erase_if(pinned_, [&](const auto& entry) {
        if (ends.contains(entry.first))
            return false;
        entry.second.card->deleteLater();
        return true;
    });
    empty_->setVisible(ends.empty());
    for (const auto& [id, pair] : ends) {
        const auto& [first, newest] = pair;
        auto& pinned = pinnedFor(*first);
        auto prompt = QString::fromStdString(first->prompt);
        prompt.remove(QStringLiteral("<image>"));
        QString text = QStringLiteral("<p style='margin:2px 0'><b>%1</b></p>").arg(prompt.trimmed().toHtmlEscaped());
        if (!first->reference.empty())
            text += answerLine(tr("Should say"), first->reference);
        text += answerLine(first->step == 0 ? tr("Before training") : tr("Step %1").arg(formatCount(first->step)), first->answer);
        if (newest->step != first->step)
            text += answerLine(tr("Step %1").arg(formatCount(newest->step)), newest->answer);
        pinned.answers->setText(text);
    }
}

} // namespace lorikeet
