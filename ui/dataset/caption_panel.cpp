#include "ui/dataset/caption_panel.h"

#include "core/config/run_yaml.h"
#include "core/run/run_folder.h"
#include "ui/dataset/captioner.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <numeric>

namespace lorikeet {
namespace {

enum ModelRole { FolderRole = Qt::UserRole, AdapterRole, TemplateRole };

/// What a run trained, newest first, for the list of models.
struct TrainedModel {
    QString title, folder, adapter, templateName;
};

std::vector<TrainedModel> trainedModels(const std::string& runsFolder)
{
    std::vector<TrainedModel> found;
    for (const std::string& path : findRuns(runsFolder)) {
        const RunFolder run(path);
        const auto best = run.bestCheckpoint();
        if (!best)
            continue;
        // A run whose settings can't be read is told of under Runs.
        guarded(
            [&] {
                const RunOptions options = loadRun(run.runYamlPath()).options;
                const QString title = CaptionPanel::tr("%1, step %2").arg(QFileInfo(QString::fromStdString(path)).fileName()).arg(best->step);
                const QString weights = QString::fromStdString(best->path), base = QString::fromStdString(options.model.modelNameOrPath);
                found.push_back({title, best->isAdapter ? base : weights, best->isAdapter ? weights : QString(), QString::fromStdString(options.model.templateName)});
            },
            [](const QString&, const QString&) {});
    }
    return found;
}

} // namespace

CaptionPanel::CaptionPanel(ProjectSession& session, const SampleList& list, const GalleryView& gallery, Theme& theme, QWidget* parent)
    : Card(tr("Caption with AI"), parent), session_(session), list_(list), gallery_(gallery), captioner_(new Captioner(session, this)),
      model_(new QComboBox(this)), prompt_(new QPlainTextEdit(this)), length_(new QSpinBox(this)),
      onlyEmpty_(new QCheckBox(tr("Only pictures without a caption"), this)), scopes_(new QButtonGroup(this)), bar_(new QProgressBar(this)),
      message_(makeLabel({}, "quiet", this, true)), review_(new QPushButton(tr("Review them"), this)), stop_(new QPushButton(tr("Stop"), this)),
      start_(new PrimaryButton(tr("Write captions"), this))
{
    setObjectName("captionPanel");
    build(theme);
    connect(start_, &QPushButton::clicked, this, &CaptionPanel::start);
    connect(stop_, &QPushButton::clicked, captioner_, &Captioner::stop);
    connect(review_, &QPushButton::clicked, this, &CaptionPanel::reviewRequested);
    connect(captioner_, &Captioner::progressed, this, &CaptionPanel::showProgress);
    connect(captioner_, &Captioner::finished, this, &CaptionPanel::onFinished);
    connect(captioner_, &Captioner::problem, this, [this](const QString& message, const QString& hint) { showMessage(message + u' ' + hint, "bad"); });
    connect(&session_, &ProjectSession::opening, captioner_, &Captioner::stop);
    updateButtons();
}

void CaptionPanel::build(Theme& theme)
{
    auto* close = new IconButton(theme, "close", tr("Close"), this);
    close->setObjectName("closeCaption");
    addToHeader(close);
    connect(close, &QToolButton::clicked, this, &CaptionPanel::closed);
    body()->setSpacing(space::kXs);
    const auto addLabelled = [this](const QString& text, QWidget* widget) {
        body()->addWidget(makeLabel(text, "caption", this));
        body()->addWidget(widget);
        widget->setAccessibleName(text);
    };
    addLabelled(tr("Model that writes"), model_);
    addLabelled(tr("What it is asked about each picture"), prompt_);
    addLabelled(tr("At most so many tokens each"), length_);
    model_->setObjectName("captionModel");
    prompt_->setObjectName("captionPrompt");
    prompt_->setPlainText(tr("Describe this picture in one sentence."));
    prompt_->setTabChangesFocus(true);
    prompt_->setFixedHeight(fontMetrics().lineSpacing() * 4);
    length_->setRange(8, 2048);
    length_->setValue(128);
    length_->setSingleStep(16);
    onlyEmpty_->setChecked(true);
    onlyEmpty_->setObjectName("captionOnlyEmpty");
    auto* scopeRow = new QHBoxLayout;
    for (const Scope scope : {Scope::Chosen, Scope::Shown, Scope::All}) {
        auto* button = new QRadioButton(this);
        button->setObjectName(QStringLiteral("captionScope.%1").arg(static_cast<int>(scope)));
        scopes_->addButton(button, static_cast<int>(scope));
        scopeRow->addWidget(button);
    }
    scopeRow->addStretch(1);
    scopes_->button(static_cast<int>(Scope::Shown))->setChecked(true);
    body()->addSpacing(space::kXs);
    body()->addLayout(scopeRow);
    body()->addWidget(onlyEmpty_);
    body()->addSpacing(space::kS);
    bar_->setTextVisible(false);
    bar_->hide();
    message_->setObjectName("captionMessage");
    body()->addWidget(bar_);
    body()->addWidget(message_);
    body()->addStretch(1);
    body()->addWidget(makeLabel(tr("Its answers are marked as written by a model until you accept or change them. Each batch can be undone."), "caption", this, true));
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    for (QPushButton* button : std::initializer_list<QPushButton*>{review_, stop_, start_})
        foot->addWidget(button);
    review_->setObjectName("captionReview");
    review_->hide();
    stop_->setObjectName("captionStop");
    start_->setObjectName("captionStart");
    body()->addLayout(foot);
}

void CaptionPanel::begin()
{
    if (!captioner_->isRunning())
        fillModels();
    if (gallery_.selection().count() > 1)
        scopes_->button(static_cast<int>(Scope::Chosen))->setChecked(true);
    onScopeChanged();
    updateButtons();
}

void CaptionPanel::takeShown()
{
    scopes_->button(static_cast<int>(Scope::Shown))->setChecked(true);
}

void CaptionPanel::fillModels()
{
    model_->clear();
    if (!session_.isOpen())
        return;
    for (const ProjectModel& model : session_.project().models()) {
        model_->addItem(QString::fromStdString(model.name));
        model_->setItemData(model_->count() - 1, QString::fromStdString(model.path), FolderRole);
    }
    runTask<std::vector<TrainedModel>>(
        this, [folder = session_.project().runsFolder()] { return trainedModels(folder); },
        [this](const TaskResult<std::vector<TrainedModel>>& result) {
            for (const TrainedModel& trained : result.value.value_or(std::vector<TrainedModel>())) {
                model_->addItem(trained.title);
                const int row = model_->count() - 1;
                model_->setItemData(row, trained.folder, FolderRole);
                model_->setItemData(row, trained.adapter, AdapterRole);
                model_->setItemData(row, trained.templateName, TemplateRole);
            }
            updateButtons();
        });
}

std::vector<size_t> CaptionPanel::rows() const
{
    const auto scope = static_cast<Scope>(scopes_->checkedId());
    if (scope == Scope::Chosen)
        return gallery_.chosenSamples();
    if (scope == Scope::Shown)
        return {list_.rows().begin(), list_.rows().end()};
    std::vector<size_t> all(session_.samples().size());
    std::iota(all.begin(), all.end(), size_t{0});
    return all;
}

void CaptionPanel::onScopeChanged()
{
    if (!isVisible())
        return;
    const auto name = [this](Scope scope, const QString& text, size_t count) {
        scopes_->button(static_cast<int>(scope))->setText(text.arg(formatCount(static_cast<int64_t>(count))));
    };
    name(Scope::Chosen, tr("Chosen (%1)"), std::max<size_t>(gallery_.selection().count(), gallery_.currentRow() >= 0 ? 1 : 0));
    name(Scope::Shown, tr("Shown (%1)"), static_cast<size_t>(list_.rowCount()));
    name(Scope::All, tr("All (%1)"), session_.isOpen() ? session_.samples().size() : 0);
}

void CaptionPanel::start()
{
    Captioner::Order order;
    order.modelFolder = model_->currentData(FolderRole).toString();
    order.adapterFolder = model_->currentData(AdapterRole).toString();
    order.templateName = model_->currentData(TemplateRole).toString();
    order.modelName = model_->currentText();
    order.prompt = prompt_->toPlainText().trimmed();
    order.maxNewTokens = length_->value();
    order.onlyEmpty = onlyEmpty_->isChecked();
    showMessage(tr("Loading the model…"), "quiet");
    captioner_->start(order, rows());
    updateButtons();
}

void CaptionPanel::showProgress(size_t done, size_t total, double perSecond)
{
    bar_->show();
    bar_->setRange(0, static_cast<int>(std::max<size_t>(1, total)));
    bar_->setValue(static_cast<int>(done));
    if (done == 0 || message_->property("role") == "bad")
        return;
    const QString count = tr("%1 of %2 pictures").arg(formatCount(static_cast<int64_t>(done)), formatCount(static_cast<int64_t>(total)));
    showMessage(perSecond > 0 ? tr("%1, %2 a second, done in %3").arg(count, formatNumber(perSecond, 2), formatDuration(static_cast<double>(total - done) / perSecond)) : count, "quiet");
}

void CaptionPanel::onFinished(size_t written, size_t failed)
{
    bar_->hide();
    const QString count = formatCount(static_cast<int64_t>(written));
    review_->setVisible(written > 0);
    if (failed > 0)
        showMessage(tr("%1 captions written; %2 pictures got none. %3").arg(count, formatCount(static_cast<int64_t>(failed)), message_->property("role") == "bad" ? message_->text() : QString()), "amber");
    else if (message_->property("role") != "bad")
        showMessage(written > 0 ? tr("%1 captions written. Look at them before you train.").arg(count) : tr("No picture here lacks a caption."), "quiet");
    updateButtons();
}

void CaptionPanel::showMessage(const QString& text, const char* role)
{
    setRole(*message_, role);
    message_->setText(text);
}

void CaptionPanel::updateButtons()
{
    const bool isRunning = captioner_->isRunning(), hasModel = model_->count() > 0;
    start_->setVisible(!isRunning);
    start_->setEnabled(hasModel && session_.canEdit());
    stop_->setVisible(isRunning);
    for (QWidget* widget : std::initializer_list<QWidget*>{model_, prompt_, length_, onlyEmpty_})
        widget->setEnabled(!isRunning);
    if (!hasModel && !isRunning)
        showMessage(tr("This project has no model yet. Add one on the Welcome page."), "quiet");
    else if (hasModel && !isRunning && message_->text().startsWith(tr("This project has no model")))
        showMessage({}, "quiet");
}

} // namespace lorikeet
