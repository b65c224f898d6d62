#include "ui/plan/script_panel.h"

#include "ui/plan/yaml_highlighter.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/guarded.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

/// Keeps the scroll position while the text changes below the reader's eyes.
void setTextInPlace(QPlainTextEdit* edit, const QString& text)
{
    if (edit->toPlainText() != text)
        edit->setPlainText(text);
}

QString shellQuoted(const QString& text)
{
    static const QString plain = QStringLiteral("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./=:,+@%");
    for (const QChar c : text)
        if (!plain.contains(c))
            return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
    return text;
}

} // namespace

ScriptPanel::ScriptPanel(RunPlan& plan, ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("The same from a terminal"), parent), plan_(plan), session_(session), theme_(theme), tabs_(new QTabWidget(this)),
      isWhole_(new QCheckBox(tr("Every setting"), this))
{
    auto* copy = new QPushButton(tr("Copy"), this);
    copy->setObjectName(QStringLiteral("copyScript"));
    copy->setAccessibleName(tr("Copy the shown text"));
    theme.setIcon(*copy, QStringLiteral("copy"));
    connect(copy, &QPushButton::clicked, this, &ScriptPanel::copyShown);
    addToHeader(copy);
    tabs_->setDocumentMode(true);
    tabs_->tabBar()->setDrawBase(false);
    body()->addWidget(tabs_, 1);
    script_ = addTab(tr("Script"), "scriptText", tr("run.yaml: what the trainer reads. LLaMA-Factory's own keys."));
    isWhole_->setObjectName(QStringLiteral("everySetting"));
    isWhole_->setToolTip(tr("Writes the settings that are left at their defaults too"));
    static_cast<QVBoxLayout*>(script_->parentWidget()->layout())->addWidget(isWhole_);
    connect(isWhole_, &QCheckBox::toggled, this, &ScriptPanel::refresh);
    command_ = addTab(tr("Command"), "commandText", tr("Save the script as run.yaml in the project folder, then run this there."));
    llamaFactory_ = addTab(tr("LLaMA-Factory"), "llamaFactoryText", tr("The form that LLaMA-Factory itself takes, for a bigger machine."));
    connect(&plan_, &RunPlan::changed, this, &ScriptPanel::refresh);
    refresh();
}

QPlainTextEdit* ScriptPanel::addTab(const QString& title, const char* name, const QString& note)
{
    auto* tab = new QWidget(this);
    auto* column = new QVBoxLayout(tab);
    column->setContentsMargins(0, space::kS, 0, 0);
    column->addWidget(makeLabel(note, "caption", tab, true));
    auto* edit = new QPlainTextEdit(tab);
    edit->setObjectName(QString::fromLatin1(name));
    edit->setAccessibleName(title);
    edit->setReadOnly(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(theme_.captionFont().pointSizeF());
    edit->setFont(fixed);
    new YamlHighlighter(theme_, edit->document());
    column->addWidget(edit, 1);
    tabs_->addTab(tab, title);
    return edit;
}

QString ScriptPanel::script() const
{
    return script_->toPlainText();
}

QString ScriptPanel::command() const
{
    return command_->toPlainText();
}

QString ScriptPanel::llamaFactoryScript() const
{
    return llamaFactory_->toPlainText();
}

void ScriptPanel::refresh()
{
    if (!session_.isOpen())
        return;
    RunOptions options = plan_.options();
    const auto& project = session_.project();
    guarded(
        [&] {
            if (options.output.outputDir.empty())
                options.output.outputDir = project.newRunFolder(plan_.folderName().toStdString());
            const auto folder = project.folder();
            setTextInPlace(script_, QString::fromStdString(isWhole_->isChecked() ? writeRunYaml(options, folder, folder)
                                                                                : writeShortYaml(options, folder)));
            setTextInPlace(command_,
                QStringLiteral("cd %1\nlorikeet-cli train run.yaml\n").arg(shellQuoted(QDir::toNativeSeparators(QString::fromStdString(folder)))));
            setTextInPlace(llamaFactory_, QString::fromStdString(writeLlamaFactoryYaml(options)));
        },
        [this](const QString& message, const QString& hint) { script_->setPlainText(QStringLiteral("# ") + message + QStringLiteral("\n# ") + hint); });
}

void ScriptPanel::copyShown()
{
    if (const auto* edit = tabs_->currentWidget()->findChild<QPlainTextEdit*>())
        QGuiApplication::clipboard()->setText(edit->toPlainText());
}

} // namespace lorikeet
