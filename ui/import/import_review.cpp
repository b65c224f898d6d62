#include "ui/import/import_review.h"

#include "core/data/encodings.h"
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
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

/// So long a path must rest before it is looked at: longer than between two keys.
constexpr int kRestMs = 400;

} // namespace

ImportReview::ImportReview(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), note_(makeLabel({}, "quiet", this, true)), busy_(new QProgressBar(this)), strip_(new QWidget(this)),
      sentence_(makeLabel({}, "", this, true)), yes_(new QPushButton(tr("Yes"), this)), change_(new QPushButton(tr("Change"), this)), mapping_(new MappingForm(this)),
      examples_(new ExampleList(this)), encoding_(new EncodingQuestionForm(this)), outsideText_(makeLabel({}, "", this, true)), outside_(nullptr),
      chosenText_(makeLabel({}, "", this, true)), chosen_(nullptr), problems_(new ProblemStrip(theme, this))
{
    note_->setObjectName("importNote");
    note_->setTextFormat(Qt::PlainText);
    busy_->setRange(0, 0);
    busy_->setTextVisible(false);
    busy_->setAccessibleName(tr("Reading the data"));
    sentence_->setObjectName("importSentence");
    sentence_->setTextFormat(Qt::PlainText);
    yes_->setObjectName("importYes");
    change_->setObjectName("importChange");
    change_->setCheckable(true);
    auto* line = new QHBoxLayout(strip_);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(sentence_, 1);
    line->addWidget(yes_);
    line->addWidget(change_);
    auto* allow = new QPushButton(tr("Allow this folder…"), this);
    allow->setObjectName("importAllow");
    outside_ = addQuestion(outsideText_, allow);
    auto* reset = new QPushButton(tr("Choose anew"), this);
    reset->setObjectName("importReset");
    chosen_ = addQuestion(chosenText_, reset);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    for (QWidget* part : {static_cast<QWidget*>(note_), static_cast<QWidget*>(busy_), strip_, static_cast<QWidget*>(mapping_), chosen_, static_cast<QWidget*>(encoding_), outside_,
             static_cast<QWidget*>(problems_), static_cast<QWidget*>(examples_)}) {
        column->addWidget(part);
        part->hide();
    }
    rest_.setSingleShot(true);
    rest_.setInterval(kRestMs);
    connect(&rest_, &QTimer::timeout, this, &ImportReview::look);
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
    connect(reset, &QPushButton::clicked, this, [this] {
        options_.encoding.clear();
        options_.folders.clear();
        look();
    });
}

ImportReview::~ImportReview()
{
    cancel();
}

QWidget* ImportReview::addQuestion(QLabel* text, QPushButton* answer)
{
    text->setTextFormat(Qt::PlainText);
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(text, 1);
    row->addWidget(answer);
    return box;
}

void ImportReview::setPath(const QString& path)
{
    if (path != path_)
        begin(path, {});
}

void ImportReview::setPath(const QString& path, const ImportOptions& options)
{
    begin(path, options);
    change_->setChecked(true);
    mapping_->hide(); // Until it is read.
}

void ImportReview::setNote(const QString& note)
{
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

void ImportReview::begin(const QString& path, const ImportOptions& options)
{
    cancel();
    path_ = path;
    options_ = options;
    preview_.reset();
    const QSignalBlocker quiet(change_);
    change_->setChecked(false);
    setNote({});
    hideFindings();
    isReading_ = !path.isEmpty();
    busy_->setVisible(isReading_);
    if (isReading_)
        rest_.start();
    Q_EMIT changed();
}

/// Nobody waits any more for what is being read.
void ImportReview::cancel()
{
    ++generation_;
    rest_.stop();
    if (isStopped_)
        *isStopped_ = true;
    isStopped_.reset();
}

void ImportReview::hideFindings()
{
    for (QWidget* part : {strip_, static_cast<QWidget*>(mapping_), chosen_, static_cast<QWidget*>(encoding_), outside_, static_cast<QWidget*>(problems_), static_cast<QWidget*>(examples_)})
        part->hide();
}

bool ImportReview::isReady() const
{
    return !isReading_ && preview_ && preview_->samples > 0;
}

void ImportReview::look()
{
    cancel();
    isReading_ = true;
    busy_->show();
    yes_->setEnabled(false);
    Q_EMIT changed();
    isStopped_ = std::make_shared<std::atomic<bool>>(false);
    ImportOptions options = options_;
    options.stop.isSet = [isStopped = isStopped_] { return isStopped->load(); };
    using Result = std::shared_ptr<const ImportPreview>;
    runTask<Result>(
        this, [path = path_.toStdString(), options] { return std::make_shared<const ImportPreview>(previewImport(path, options)); },
        [this, generation = generation_](const TaskResult<Result>& result) {
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
    QStringList chosen;
    if (!options_.encoding.empty())
        chosen.append(tr("text that is not UTF-8 is read as %1").arg(translated(encodingTitle(options_.encoding))));
    for (const std::string& folder : options_.folders)
        chosen.append(tr("pictures of %1 are allowed").arg(QString::fromStdString(folder)));
    chosenText_->setText(tr("You have chosen: %1.").arg(chosen.join("; ")));
    chosen_->setVisible(!chosen.isEmpty());
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

} // namespace lorikeet
