/// @file What the buttons of the Check page do, and how it is taken back.
#include "ui/check/check_page.h"

#include "core/data/encodings.h"
#include "ui/check/doctor_session.h"
#include "ui/check/reading_fixes.h"
#include "ui/check/undo_strip.h"
#include "ui/choice/model_choice.h"
#include "ui/project_session.h"
#include "ui/widgets/format.h"

#include <QCursor>
#include <QFileDialog>
#include <QMenu>

#include <algorithm>

namespace lorikeet {

void CheckPage::fix(const QString& rule, FixKind kind)
{
    const RuleFindings* findings = report_->find(rule.toStdString());
    if (findings == nullptr)
        return;
    switch (kind) {
    case FixKind::LocateFolder:
        locate(rule);
        break;
    case FixKind::WriteCaptions:
        Q_EMIT filterRequested("issue:" + rule);
        break;
    case FixKind::CaptionWithAi:
        Q_EMIT captionRequested("issue:" + rule);
        break;
    case FixKind::AllowFolder:
        allowFolder(*findings);
        break;
    case FixKind::ReadAs:
        readAs(rule, findings->encoding);
        break;
    case FixKind::ChooseEncoding:
        chooseEncoding(rule);
        break;
    case FixKind::SmallerPictures:
    case FixKind::LongerLimit:
        changeLimits(*findings, kind);
        break;
    case FixKind::Accept:
    case FixKind::Ignore:
        doctor_.ignore(rule, findings->samples);
        break;
    default:
        doctor_.fix(rule, kind, findings->samples);
    }
}

void CheckPage::chooseFolder(const QString& title, const char* name, std::function<void(const QString& folder)> use)
{
    auto* dialog = new QFileDialog(this, title);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, std::move(use));
    dialog->open();
}

void CheckPage::locate(const QString& rule)
{
    chooseFolder(tr("Where are the pictures now?"), "locateFolder", [this, rule](const QString& folder) {
        if (const RuleFindings* findings = report_->find(rule.toStdString()))
            doctor_.fix(rule, FixKind::LocateFolder, findings->samples, folder);
    });
}

/// The card names the folders where they are known.
void CheckPage::allowFolder(const RuleFindings& findings)
{
    if (!findings.folders.empty())
        takeNote(allowFolders(session_, findings.folders));
    else
        chooseFolder(tr("Which folder may pictures come from?"), "allowFolder", [this](const QString& folder) { takeNote(allowFolders(session_, {folder.toStdString()})); });
}

void CheckPage::chooseEncoding(const QString& rule)
{
    auto* menu = new QMenu(this);
    menu->setObjectName("encodingMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const KnownEncoding& known : knownEncodings())
        connect(menu->addAction(translated(known.title)), &QAction::triggered, this, [this, rule, name = std::string(known.name)] { readAs(rule, name); });
    menu->popup(QCursor::pos());
}

void CheckPage::readAs(const QString& rule, const std::string& encoding)
{
    if (const RuleFindings* findings = report_->find(rule.toStdString()))
        takeNote(lorikeet::readAs(session_, referencesOf(*findings, *report_, session_), encoding));
}

void CheckPage::takeNote(std::optional<ReadingFix> fix)
{
    if (fix)
        offerUndo(fix->text, std::move(fix->takeBack));
}

void CheckPage::offerUndo(const QString& what, std::function<void()> takeBack)
{
    steps_.add(std::move(takeBack));
    undoStrip_->say(what);
}

void CheckPage::changeLimits(const RuleFindings& findings, FixKind kind)
{
    constexpr int kStep = 256;
    const EyeSettings before = choice_.settings();
    EyeSettings settings = before;
    if (kind == FixKind::LongerLimit) {
        int32_t longest = settings.cutoffLen + 1;
        for (const size_t sample : findings.samples)
            if (sample < report_->facts.tokens.size())
                longest = std::max(longest, report_->facts.tokens[sample]);
        settings.cutoffLen = (longest + kStep - 1) / kStep * kStep;
    } else {
        settings.imageMaxPixels = settings.imageMaxPixels > 0 ? settings.imageMaxPixels / 2 : EncodeOptions().imageMaxPixels;
    }
    choice_.set(settings);
    Q_EMIT limitsRequested(settings.cutoffLen, settings.imageMaxPixels);
    const QString what = kind == FixKind::LongerLimit ? tr("Examples may have up to %1 tokens now.").arg(formatCount(settings.cutoffLen))
                                                      : tr("Pictures are made smaller now: up to %1 pixels.").arg(formatCount(settings.imageMaxPixels));
    offerUndo(what, [this, before] {
        EyeSettings settings = choice_.settings();
        settings.cutoffLen = before.cutoffLen;
        settings.imageMaxPixels = before.imageMaxPixels;
        choice_.set(settings);
        Q_EMIT limitsTakenBack();
    });
}

void CheckPage::undo()
{
    undoStrip_->hide();
    if (!steps_.takeBack())
        session_.undo();
}

} // namespace lorikeet
