#include "ui/import/import_review.h"

#include "ui/import/encoding_question_form.h"
#include "ui/import/example_list.h"
#include "ui/import/mapping_form.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/task.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace lorikeet {

ImportReview::ImportReview(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), busy_(new QProgressBar(this)), strip_(new QWidget(this)), sentence_(makeLabel({}, "", this, true)), yes_(new QPushButton(tr("Yes"), this)),
      change_(new QPushButton(tr("Change"), this)), mapping_(new MappingForm(this)), examples_(new ExampleList(this)), encoding_(new EncodingQuestionForm(this)),
      outside_(new QWidget(this)), outsideText_(makeLabel({}, "", this, true)), problems_(new ProblemStrip(theme, this))
{
    busy_->setRange(0, 0);
    busy_->setTextVisible(false);
    busy_->setAccessibleName(tr("Reading the data"));
    sentence_->setObjectName("importSentence");
    sentence_->setTextFormat(Qt::PlainText);
    outsideText_->setTextFormat(Qt::PlainText);
    yes_->setObjectName("importYes");
    change_->setObjectName("importChange");
    change_->setCheckable(true);
    auto* line = new QHBoxLayout(strip_);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(sentence_, 1);
    line->addWidget(yes_);
    line->addWidget(change_);
    auto* outsideRow = new QHBoxLayout(outside_);
    outsideRow->setContentsMargins(0, 0, 0, 0);
    auto* allow = new QPushButton(tr("Allow this folder…"), outside_);
    allow->setObjectName("importAllow");
    outsideRow->addWidget(outsideText_, 1);
    outsideRow->addWidget(allow);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    for (QWidget* part : {static_cast<QWidget*>(busy_), strip_, static_cast<QWidget*>(mapping_), static_cast<QWidget*>(encoding_), outside_, static_cast<QWidget*>(problems_), static_cast<QWidget*>(examples_)}) {
        column->addWidget(part);
        part->hide();
    }
    connect(yes_, &QPushButton::clicked, this, &ImportReview::confirmed);
    connect(change_, &QPushButton::toggled, mapping_, &QWidget::setVisible);
    connect(mapping_, &MappingForm::changed, this, [this] {
        options_.columns = mapping_->mapping();
        look();
    });
    connect(encoding_, &EncodingQuestionForm::chosen, this, [this](const std::string& encoding) {
        options_.encoding = encoding;
        look();
    });
    connect(allow, &QPushButton::clicked, this, &ImportReview::allowFolders);
}

void ImportReview::setPath(const QString& path)
{
    if (path == path_)
        return;
    path_ = path;
    options_ = {};
    preview_.reset();
    const QSignalBlocker quiet(change_);
    change_->setChecked(false);
    mapping_->hide();
    look();
}

bool ImportReview::isReady() const
{
    return !isReading_ && preview_ && preview_->samples > 0;
}

void ImportReview::look()
{
    const int generation = ++generation_;
    isReading_ = !path_.isEmpty();
    busy_->setVisible(isReading_);
    yes_->setEnabled(false);
    if (!isReading_) {
        for (QWidget* part : {strip_, static_cast<QWidget*>(mapping_), static_cast<QWidget*>(encoding_), outside_, static_cast<QWidget*>(problems_), static_cast<QWidget*>(examples_)})
            part->hide();
        Q_EMIT changed();
        return;
    }
    Q_EMIT changed();
    using Result = std::shared_ptr<const ImportPreview>;
    runTask<Result>(
        this, [path = path_.toStdString(), options = options_] { return std::make_shared<const ImportPreview>(previewImport(path, options)); },
        [this, generation](const TaskResult<Result>& result) {
            if (generation != generation_)
                return;
            isReading_ = false;
            busy_->hide();
            if (result.value)
                show(*result.value);
            else
                problems_->setProblem(result.message, result.hint);
            Q_EMIT changed();
        });
}

void ImportReview::show(std::shared_ptr<const ImportPreview> preview)
{
    preview_ = std::move(preview);
    yes_->setEnabled(preview_->samples > 0);
    if (preview_->mapping)
        mapping_->setMapping(preview_->columns, *preview_->mapping);
    change_->setVisible(preview_->mapping.has_value());
    mapping_->setVisible(preview_->mapping && change_->isChecked());
    examples_->setExamples(preview_->examples);
    examples_->setVisible(!preview_->examples.empty());
    showSentence();
    showQuestions();
    showProblems();
}

void ImportReview::showSentence()
{
    const QString file = QFileInfo(path_).fileName();
    const QString count = preview_->samples == 1 ? tr("1 example") : tr("%1 examples").arg(formatCount(static_cast<int64_t>(preview_->samples)));
    strip_->setVisible(preview_->samples > 0);
    if (preview_->mapping) {
        QStringList parts;
        const ColumnMapping& mapping = *preview_->mapping;
        const auto add = [&](const std::string& column, const QString& role) {
            if (!column.empty())
                parts.append(tr("“%1” as the %2").arg(QString::fromStdString(column), role));
        };
        add(mapping.picture, tr("picture")), add(mapping.question, tr("question")), add(mapping.answer, tr("answer")), add(mapping.system, tr("system prompt")), add(mapping.tags, tr("tags"));
        sentence_->setText(tr("We read %1: %2. %3. Is this right?").arg(file, parts.join(", "), count));
    } else {
        sentence_->setText(tr("We read %1 as %2: %3, pictures: %4. Is this right?")
                               .arg(file, formatTitle(preview_->format), count, formatCount(static_cast<int64_t>(preview_->pictures))));
    }
}

void ImportReview::showQuestions()
{
    if (preview_->encoding)
        encoding_->setQuestion(*preview_->encoding);
    encoding_->setVisible(preview_->encoding.has_value());
    QStringList folders;
    for (const std::string& folder : preview_->outsideFolders)
        folders.append(QString::fromStdString(folder));
    outsideText_->setText(tr("Some pictures lie outside this data, in %1. They are not read unless you allow it.").arg(folders.mid(0, 3).join(", ")));
    outside_->setVisible(!folders.isEmpty());
}

void ImportReview::showProblems()
{
    // What the questions above ask for is no second problem.
    size_t others = 0;
    const Issue* first = nullptr;
    for (const Issue& issue : preview_->issues) {
        const bool isAsked = (preview_->encoding && (issue.rule == "text.encoding" || preview_->issues.size() == 1)) || issue.rule == "image.outside";
        if (isAsked || issue.severity != Severity::Fatal)
            continue;
        first = first == nullptr ? &issue : first;
        ++others;
    }
    if (first == nullptr)
        problems_->setProblem({}, {});
    else if (others == 1)
        problems_->setProblem(translated(first->message), translated(first->fix), preview_->samples == 0 ? Card::Tone::Bad : Card::Tone::Amber);
    else
        problems_->setProblem(tr("%1 rows can't be used and are listed on the Check page. The first: %2").arg(formatCount(static_cast<int64_t>(others)), translated(first->message)), translated(first->fix),
            preview_->samples == 0 ? Card::Tone::Bad : Card::Tone::Amber);
}

void ImportReview::allowFolders()
{
    // The folder is named once more in a chooser: what may be read is a person's decision.
    const QString suggested = preview_->outsideFolders.empty() ? path_ : QString::fromStdString(preview_->outsideFolders.front());
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Allow pictures from this folder"), suggested);
    if (chosen.isEmpty())
        return;
    options_.folders.push_back(chosen.toStdString());
    look();
}

QString formatTitle(const std::string& format)
{
    const std::pair<const char*, QString> titles[] = {{"captions", ImportReview::tr("pictures with text files")}, {"metadata", ImportReview::tr("pictures with a metadata table")},
        {"csv", ImportReview::tr("a table (CSV)")}, {"tsv", ImportReview::tr("a table (TSV)")}, {"table", ImportReview::tr("a table in JSON")}, {"llava", ImportReview::tr("conversations (LLaVA)")},
        {"sharegpt", ImportReview::tr("conversations (ShareGPT)")}, {"messages", ImportReview::tr("conversations (OpenAI messages)")}, {"alpaca", ImportReview::tr("instructions (alpaca)")},
        {"coco", ImportReview::tr("captions (COCO)")}, {"text", ImportReview::tr("plain texts")}, {"dataset_info", ImportReview::tr("datasets described by dataset_info.json")}};
    for (const auto& [name, title] : titles)
        if (format == name)
            return title;
    return ImportReview::tr("several data files");
}

QString droppedPath(const QMimeData& data)
{
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            return url.toLocalFile();
    return {};
}

} // namespace lorikeet
