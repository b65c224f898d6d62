#include "ui/dataset/caption_history.h"

#include "ui/compare/word_diff.h"
#include "ui/dataset/review_bar.h"
#include "ui/dataset/sample_list.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"
#include "ui/widgets/while_alive.h"

#include <QDateTime>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lorikeet {

CaptionHistory::CaptionHistory(ProjectSession& session, Theme& theme, size_t sample, QWidget* parent)
    : QFrame(parent, Qt::Popup), session_(session), theme_(theme), sample_(sample), list_(new QVBoxLayout)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("captionHistory");
    setProperty("role", "card");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kM, space::kM, space::kXs, space::kS);
    column->addWidget(makeLabel(tr("Versions of this example, the newest first"), "heading", this));
    auto* scroll = new QScrollArea(this);
    auto* contents = new QWidget(scroll);
    contents->setProperty("role", "scrolled");
    auto* frame = new QVBoxLayout(contents);
    frame->setContentsMargins(0, 0, space::kS, 0);
    frame->addLayout(list_);
    frame->addStretch(1);
    scroll->setWidget(contents);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(scroll, 1);
    waiting_ = makeLabel(tr("Reading…"), "quiet", this);
    list_->addWidget(waiting_);
    session_.versionsOf(sample, whileAlive(this, [this](const TaskResult<std::vector<SampleVersion>>& result) { showVersions(result); }));
    connect(&session_, &ProjectSession::opened, this, &QWidget::close); // Another sample may stand there now.
}

void CaptionHistory::showVersions(const TaskResult<std::vector<SampleVersion>>& result)
{
    if (!result.value)
        return waiting_->setText(result.message);
    waiting_->hide();
    const std::vector<SampleVersion>& versions = *result.value;
    for (size_t i = versions.size(); i-- > 0;)
        addVersion(versions[i], i > 0 ? &versions[i - 1] : nullptr, i + 1 == versions.size());
}

void CaptionHistory::addVersion(const SampleVersion& version, const SampleVersion* before, bool isNow)
{
    auto* row = new QHBoxLayout;
    Sample sample;
    sample.content() = version.content;
    const QString what = version.label.id.empty() ? tr("As in the data") : translated(version.label);
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(version.timeMs);
    auto* title = makeLabel(version.timeMs > 0 ? tr("%1, %2").arg(what, formatRelative(when)) : what, "caption", this);
    title->setToolTip(version.timeMs > 0 ? QLocale().toString(when) : QString());
    row->addWidget(title, 1);
    if (isNow) {
        row->addWidget(makeLabel(tr("shown now"), "caption", this));
    } else {
        auto* back = new LinkButton(tr("Go back to this"), this);
        back->setObjectName("revert");
        back->setEnabled(session_.canEdit());
        connect(back, &QPushButton::clicked, this, [this, content = version.content] {
            session_.edit(sample_, content, tr("Back to an earlier version"));
            close();
        });
        row->addWidget(back);
    }
    list_->addLayout(row);
    QString text;
    const ThemeColours& c = theme_.colours();
    const QString now = captionOf(sample, 2000);
    Sample earlier;
    if (before != nullptr)
        earlier.content() = before->content;
    for (const DiffPart& part : before != nullptr ? diffWords(captionOf(earlier, 2000), now) : std::vector<DiffPart>{{DiffPart::Kind::Same, now}}) {
        const QString escaped = part.text.toHtmlEscaped();
        text += part.kind == DiffPart::Kind::Same ? escaped
            : part.kind == DiffPart::Kind::Extra  ? QStringLiteral("<span style='color:%1;text-decoration:underline'>%2</span>").arg(c.good.name(), escaped)
                                                  : QStringLiteral("<span style='color:%1;text-decoration:line-through'>%2</span>").arg(c.bad.name(), escaped);
    }
    auto* body = makeLabel(text.isEmpty() ? tr("no answer") : text, text.isEmpty() ? "quiet" : "", this, true);
    body->setTextFormat(text.isEmpty() ? Qt::PlainText : Qt::RichText);
    list_->addWidget(body);
    list_->addWidget(makeLabel(provenanceSentence(sample, version.timeMs > 0), "caption", this, true));
    list_->addWidget(makeLine(this));
}

void CaptionHistory::showBelow(const QWidget& widget)
{
    const QRect free = widget.screen()->availableGeometry();
    const QSize size(460, 360);
    QPoint corner = widget.mapToGlobal(QPoint(widget.width() - size.width(), widget.height() + 2));
    corner.setX(std::clamp(corner.x(), free.left(), std::max(free.left(), free.right() - size.width())));
    resize(size.width(), std::min(size.height(), free.bottom() - corner.y() - 8));
    move(corner);
    show();
}

} // namespace lorikeet
