#include "ui/import/export_panel.h"

#include "ui/import/path_field.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/task.h"

#include <QComboBox>
#include <QDate>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

enum What { All, Shown, Reviewed };

QString freeFolder(const ProjectSession& session)
{
    const QDir project(session.isOpen() ? QString::fromStdString(session.project().folder()) : QDir::homePath());
    const QString base = QObject::tr("export-%1").arg(QDate::currentDate().toString(Qt::ISODate));
    QString name = base;
    for (int i = 2; project.exists("exports/" + name); ++i)
        name = base + "-" + QString::number(i);
    return project.filePath("exports/" + name);
}

} // namespace

/// What the writing thread and the panel share.
struct ExportPanel::Running {
    std::atomic<size_t> done{0};
    std::atomic<size_t> total{1};
    std::atomic<bool> isCancelled{false};
    std::vector<Sample> samples; ///< Copies: the page may go on editing.
};

ExportPanel::ExportPanel(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(tr("Export the data"), parent), session_(session), sentence_(makeLabel({}, "quiet", this, true)), progress_(new QProgressBar(this)), ticker_(new QTimer(this)),
      result_(makeLabel({}, "", this, true)), problem_(new ProblemStrip(theme, this))
{
    setObjectName("exportPanel");
    setSubtitle(tr("Your changes go along; the original files stay as they are."));
    format_ = addChoice(tr("Form"), "exportFormat");
    for (const ExportFormatInfo& info : exportFormats())
        format_->addItem(translated(Text(info.title)), QString::fromLatin1(info.name));
    body()->addWidget(sentence_);
    what_ = addChoice(tr("Examples"), "exportWhat");
    pictures_ = addChoice(tr("Pictures"), "exportPictures");
    pictures_->addItem(tr("Copied into the export"), int(ExportPictures::Copied));
    pictures_->addItem(tr("Named by relative path"), int(ExportPictures::Relative));
    pictures_->addItem(tr("Named by full path"), int(ExportPictures::Absolute));
    folder_ = addPathField(theme, this, body(), tr("New folder"), tr("A folder that is not there yet"), "exportFolder", false);
    progress_->setTextVisible(false);
    progress_->hide();
    problem_->hide();
    result_->hide();
    result_->setObjectName("exportResult");
    result_->setTextFormat(Qt::RichText);
    result_->setOpenExternalLinks(true);
    for (QWidget* part : {static_cast<QWidget*>(progress_), static_cast<QWidget*>(problem_), static_cast<QWidget*>(result_)})
        body()->addWidget(part);
    addButtons();
    ticker_->setInterval(100);
    connect(ticker_, &QTimer::timeout, this, [this] {
        progress_->setRange(0, static_cast<int>(running_->total.load()));
        progress_->setValue(static_cast<int>(running_->done.load()));
    });
    connect(format_, &QComboBox::currentIndexChanged, this, &ExportPanel::showChoices);
    connect(folder_, &QLineEdit::textChanged, this, [this] { export_->setEnabled(!running_ && !folder_->text().trimmed().isEmpty()); });
    connect(&session_, &ProjectSession::opened, this, [this] { folder_->setText(freeFolder(session_)); });
    setShown({});
    folder_->setText(freeFolder(session_));
    showChoices();
}

ExportPanel::~ExportPanel()
{
    if (running_)
        running_->isCancelled = true;
}

void ExportPanel::addButtons()
{
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    close_ = new QPushButton(tr("Close"), this);
    close_->setObjectName("exportClose");
    export_ = new PrimaryButton(tr("Export"), this);
    export_->setObjectName("exportStart");
    row->addWidget(close_);
    row->addWidget(export_);
    body()->addLayout(row);
    connect(export_, &QPushButton::clicked, this, &ExportPanel::start);
    connect(close_, &QPushButton::clicked, this, [this] {
        if (running_)
            running_->isCancelled = true; // The button says Cancel then.
        else
            Q_EMIT closed();
    });
}

QComboBox* ExportPanel::addChoice(const QString& label, const QString& objectName)
{
    auto* choice = new QComboBox(this);
    choice->setObjectName(objectName);
    choice->setAccessibleName(label);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kXs);
    auto* name = makeLabel(label, "", this);
    name->setMinimumWidth(fontMetrics().averageCharWidth() * 15);
    name->setBuddy(choice);
    row->addWidget(name);
    row->addWidget(choice, 1);
    body()->addLayout(row);
    return choice;
}

void ExportPanel::setShown(std::vector<size_t> indexes)
{
    shown_ = std::move(indexes);
    const QVariant before = what_->currentData();
    what_->clear();
    what_->addItem(tr("All that are not left out"), All);
    if (!shown_.empty())
        what_->addItem(tr("Those shown (%1)").arg(formatCount(static_cast<int64_t>(shown_.size()))), Shown);
    what_->addItem(tr("Accepted ones only"), Reviewed);
    what_->setCurrentIndex(std::max(0, what_->findData(before)));
}

void ExportPanel::showChoices()
{
    const ExportFormatInfo& info = exportFormats()[static_cast<size_t>(std::max(0, format_->currentIndex()))];
    sentence_->setText(translated(Text(info.sentence)));
    pictures_->setItemText(0, info.format == ExportFormat::Sidecars ? tr("Copied beside their texts") : tr("Copied into the export"));
}

std::vector<size_t> ExportPanel::wanted() const
{
    const std::vector<Sample>& samples = session_.samples();
    std::vector<size_t> indexes;
    if (what_->currentData().toInt() == Shown) {
        for (const size_t index : shown_)
            if (index < samples.size() && samples[index].isTrainable())
                indexes.push_back(index);
        return indexes;
    }
    for (size_t i = 0; i < samples.size(); ++i)
        if (samples[i].isTrainable() && (what_->currentData().toInt() != Reviewed || samples[i].review == Review::Accepted))
            indexes.push_back(i);
    return indexes;
}

void ExportPanel::start()
{
    if (running_ || !session_.isOpen())
        return;
    running_ = std::make_shared<Running>();
    for (const size_t index : wanted())
        running_->samples.push_back(session_.samples()[index]);
    ExportOptions options;
    options.format = exportFormats()[static_cast<size_t>(format_->currentIndex())].format;
    options.pictures = static_cast<ExportPictures>(pictures_->currentData().toInt());
    options.folder = folder_->text().trimmed().toStdString();
    problem_->setProblem({}, {});
    result_->hide();
    progress_->setRange(0, 0);
    progress_->show();
    export_->setEnabled(false);
    close_->setText(tr("Cancel"));
    ticker_->start();
    using Result = std::optional<ExportResult>;
    runTask<Result>(
        this,
        [running = running_, options] {
            std::vector<const Sample*> samples;
            for (const Sample& sample : running->samples)
                samples.push_back(&sample);
            return exportDataset(samples, options, [running](size_t done, size_t total) {
                running->total = total;
                running->done = done;
                return !running->isCancelled;
            });
        },
        [this](const TaskResult<Result>& result) {
            ticker_->stop();
            progress_->hide();
            running_.reset();
            export_->setEnabled(true);
            close_->setText(tr("Close"));
            if (!result.value)
                problem_->setProblem(result.message, result.hint);
            else if (*result.value)
                finish(**result.value);
        },
        QThreadPool::globalInstance());
}

void ExportPanel::finish(const ExportResult& result)
{
    const QString folder = QString::fromStdString(result.folder);
    QString text = tr("%1 examples are in <a href=\"%2\">%3</a>.")
                       .arg(formatCount(static_cast<int64_t>(result.samples)), QUrl::fromLocalFile(folder).toString(QUrl::FullyEncoded), folder.toHtmlEscaped());
    if (!result.leftOut.empty())
        text += " " + tr("%1 stayed behind: %2").arg(formatCount(static_cast<int64_t>(result.leftOut.size())), translated(result.leftOut.front().message).toHtmlEscaped());
    for (const Issue& issue : result.lostColumns)
        text += "<br>" + translated(issue.message).toHtmlEscaped();
    result_->setText(text);
    result_->show();
    folder_->setText(freeFolder(session_));
    Q_EMIT done();
}

} // namespace lorikeet
