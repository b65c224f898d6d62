#include "ui/plan/plan_page.h"

#include "ui/widgets/choice_list.h"
#include "ui/designs/designs_view.h"
#include "ui/plan/data_card.h"
#include "ui/plan/leak_row.h"
#include "ui/plan/option_form.h"
#include "ui/plan/script_panel.h"
#include "ui/project_session.h"
#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"
#include "ui/train/trainer_process.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/problem_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <set>

namespace lorikeet {
namespace {

const QString kLessonPrefix = QStringLiteral("lesson:");
const QString kPresetPrefix = QStringLiteral("preset:");

/// These have their cards above the simple form.
bool isSimple(const Option& option)
{
    static const std::set<std::string> onCards = {"model_name_or_path", "dataset", "eval_dataset", "val_size", "dataset_dir", "output_dir"};
    return option.level == OptionLevel::Simple && !onCards.contains(option.key);
}

} // namespace

PlanPage::PlanPage(ProjectSession& session, Theme& theme, const DoctorSession* doctor, QWidget* parent)
    : Page(parent), session_(session), theme_(theme), plan_(session, doctor), stack_(new QStackedWidget(this)), strip_(new ProblemStrip(theme, this)),
      leakRow_(new LeakRow(plan_, session, this))
{
    auto* empty = new EmptyState(theme, QStringLiteral("plan"), tr("Plan a training"),
        tr("Choose a lesson or a preset, a model and your data. Open a project first; the sample project is one click away."), this);
    connect(empty->addButton(tr("Open a project"), QStringLiteral("openFromPlan")), &QPushButton::clicked, this,
        [this] { Q_EMIT pageRequested(QStringLiteral("welcome")); });

    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("planSplitter"));
    splitter->setHandleWidth(space::kL);
    splitter->setChildrenCollapsible(false);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QWidget(scroll);
    column->setProperty("role", "scrolled");
    auto* cards = new QVBoxLayout(column);
    cards->setContentsMargins(0, 0, space::kS, 0);
    cards->setSpacing(space::kL);
    cards->addWidget(makeChoices());
    cards->addWidget(makeSettings());
    cards->addStretch(1);
    scroll->setWidget(column);
    script_ = new ScriptPanel(plan_, session_, theme_, this);
    splitter->addWidget(scroll);
    splitter->addWidget(script_);
    splitter->setStretchFactor(0, 7);
    splitter->setStretchFactor(1, 4);
    splitter->setSizes({680, 400});

    auto* content = new QWidget(this);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(space::kM);
    inner->addWidget(splitter, 1);
    inner->addWidget(makeFooter());
    stack_->addWidget(empty);
    stack_->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kM);
    layout->addWidget(new PageHeader(tr("Plan"), tr("Three choices are enough; everything else has a good start already."), this));
    layout->addWidget(stack_, 1);
    connect(&plan_, &RunPlan::changed, this, &PlanPage::refresh);
    connect(&session_, &ProjectSession::opened, this, &PlanPage::reload);
    reload();
}

QWidget* PlanPage::makeChoices()
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space::kL);
    auto* what = new Card(tr("What to do"), box);
    what->setSubtitle(tr("A lesson also chooses its model and data"));
    presetList_ = new ChoiceList(theme_, ChoiceList::Mode::One, what);
    presetList_->setObjectName(QStringLiteral("presetList"));
    presetList_->setAccessibleName(tr("Lessons and presets"));
    presetList_->setMaximumRowsShown(4);
    what->body()->addWidget(presetList_);
    auto* modelCard = new Card(tr("Model"), box);
    modelCard->setSubtitle(tr("What is taught"));
    auto* designs = new LinkButton(tr("Designs side by side"), modelCard);
    designs->setObjectName(QStringLiteral("showDesigns"));
    designs->setToolTip(tr("What each part of a model is, what is frozen, and what a picture costs"));
    connect(designs, &QPushButton::clicked, this, &PlanPage::openDesigns);
    modelCard->addToHeader(designs);
    modelList_ = new ChoiceList(theme_, ChoiceList::Mode::One, modelCard);
    modelList_->setObjectName(QStringLiteral("modelList"));
    modelList_->setAccessibleName(tr("Models of this project"));
    modelCard->body()->addWidget(modelList_);
    modelCard->body()->addStretch(1);
    dataCard_ = new DataCard(plan_, theme_, box);
    grid->addWidget(what, 0, 0, 1, 2);
    grid->addWidget(modelCard, 1, 0);
    grid->addWidget(dataCard_, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    connect(presetList_, &ChoiceList::chosenChanged, this, &PlanPage::choosePreset);
    connect(modelList_, &ChoiceList::chosenChanged, this, [this](const QStringList& paths) {
        if (!paths.isEmpty())
            plan_.setModel(paths.first());
    });
    return box;
}

QWidget* PlanPage::makeSettings()
{
    auto* card = new Card(tr("Settings"), this);
    card->body()->addWidget(new OptionForm(plan_, theme_, isSimple, false, card));
    expertButton_ = new LinkButton(tr("Expert settings"), card);
    expertButton_->setObjectName(QStringLiteral("expertSettings"));
    connect(expertButton_, &QPushButton::clicked, this, &PlanPage::toggleExpert);
    card->body()->addWidget(expertButton_, 0, Qt::AlignLeft);
    expertPlace_ = card->body();
    return card;
}

QWidget* PlanPage::makeFooter()
{
    auto* footer = new QWidget(this);
    auto* column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kS);
    column->addWidget(strip_);
    column->addWidget(leakRow_);
    connect(leakRow_, &LeakRow::checkRequested, this, [this] { Q_EMIT pageRequested(QStringLiteral("check")); });
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kL);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    sentence_ = makeLabel({}, "heading", footer, true);
    sentence_->setObjectName(QStringLiteral("planSentence"));
    steps_ = makeLabel({}, "quiet", footer, true);
    texts->addWidget(sentence_);
    texts->addWidget(steps_);
    row->addLayout(texts, 1);
    startButton_ = new PrimaryButton(tr("Start training"), footer);
    startButton_->setObjectName(QStringLiteral("startTraining"));
    connect(startButton_, &QPushButton::clicked, this, &PlanPage::start);
    row->addWidget(startButton_, 0, Qt::AlignBottom);
    column->addLayout(row);
    return footer;
}

void PlanPage::activate()
{
    if (session_.isOpen())
        plan_.reloadProject();
}

void PlanPage::reload()
{
    stack_->setCurrentIndex(session_.isOpen() ? 1 : 0);
    if (!session_.isOpen())
        return;
    plan_.reloadProject();
    fillPresets();
    refresh();
}

void PlanPage::fillPresets()
{
    presetList_->clear();
    guarded(this, &Page::problem, [this] { presets_ = listPresets(); });
    for (const auto& lesson : session_.project().lessons())
        presetList_->add(kLessonPrefix + QString::fromStdString(lesson.path), QString::fromStdString(lesson.title),
            QString::fromStdString(lesson.summary), QString::fromStdString(lesson.path));
    for (const auto& preset : presets_)
        presetList_->add(kPresetPrefix + QString::fromStdString(preset.name), translated(preset.title), translated(preset.summary));
    if (presetList_->count() > 0) {
        const auto lessons = session_.project().lessons();
        const auto first = lessons.empty() ? kPresetPrefix + QString::fromStdString(presets_.front().name)
                                           : kLessonPrefix + QString::fromStdString(lessons.front().path);
        presetList_->choose({first});
        choosePreset({first});
        if (plan_.hasSplit())
            plan_.checkOnSplit(); // What the project holds out, whatever the first lesson says.
    }
}

void PlanPage::fillModels()
{
    if (modelList_->count() == static_cast<int>(plan_.models().size()))
        return;
    modelList_->clear();
    for (const auto& model : plan_.models()) {
        const auto senses = model.seesPictures ? tr("sees pictures") : tr("text only");
        const auto summary = model.problem.isEmpty() ? tr("%1 · %2 parameters · %3").arg(model.family, formatParameters(model.parameters), senses)
                                                     : model.problem.message;
        modelList_->add(model.path, model.name, summary, model.path, !model.problem.isEmpty());
    }
}

void PlanPage::choosePreset(const QStringList& keys)
{
    if (keys.isEmpty())
        return;
    const auto key = keys.first();
    guarded(
        [&] {
            if (key.startsWith(kLessonPrefix)) {
                const auto path = key.mid(kLessonPrefix.size());
                for (const auto& lesson : session_.project().lessons())
                    if (QString::fromStdString(lesson.path) == path)
                        plan_.useLesson(path, QString::fromStdString(lesson.title));
            }
            for (const auto& preset : presets_)
                if (key == kPresetPrefix + QString::fromStdString(preset.name))
                    plan_.usePreset(preset);
        },
        [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
}

void PlanPage::useLimits(int cutoffLen, qint64 imageMaxPixels)
{
    guarded(static_cast<Page*>(this), &Page::problem, [&] {
        formerLimits_.emplace(plan_.option("cutoff_len").value(), plan_.option("image_max_pixels").value());
        plan_.set("cutoff_len", std::to_string(cutoffLen));
        plan_.set("image_max_pixels", std::to_string(imageMaxPixels));
    });
}

void PlanPage::takeBackLimits()
{
    if (!formerLimits_)
        return;
    guarded(static_cast<Page*>(this), &Page::problem, [&] {
        const auto [cutoffLen, imageMaxPixels] = *std::exchange(formerLimits_, std::nullopt);
        plan_.set("cutoff_len", cutoffLen);
        plan_.set("image_max_pixels", imageMaxPixels);
    });
}

void PlanPage::openDesigns()
{
    if (!session_.isOpen())
        return;
    if (designs_ == nullptr) {
        designs_ = new DesignsView(plan_, session_, theme_, this);
        stack_->addWidget(designs_);
        connect(designs_, &DesignsView::backRequested, this, [this] { stack_->setCurrentIndex(1); });
    }
    designs_->start();
    stack_->setCurrentWidget(designs_);
}

void PlanPage::openLesson(const QString& path)
{
    stack_->setCurrentIndex(1);
    const QStringList key{kLessonPrefix + path};
    presetList_->choose(key);
    choosePreset(key);
}

void PlanPage::refresh()
{
    if (!session_.isOpen())
        return;
    fillModels();
    modelList_->choose({QString::fromStdString(plan_.options().model.modelNameOrPath)});
    dataCard_->refresh();
    sentence_->setText(plan_.sentence());
    steps_->setText(plan_.stepsSentence());
    const auto problem = plan_.problem();
    const auto caution = plan_.caution();
    leakRow_->setVisible(plan_.leaks().pictures > 0);
    if (!problem.isEmpty())
        strip_->setProblem(problem.message, problem.hint);
    else
        strip_->setProblem(caution.message, caution.hint, Card::Tone::Amber);
    startButton_->setEnabled(problem.isEmpty());
    const int changed = plan_.changedCount();
    const bool isOpen = expertForm_ != nullptr && expertForm_->isVisibleTo(this);
    const auto verb = isOpen ? tr("Hide the expert settings") : tr("Expert settings");
    expertButton_->setText(changed == 0 ? verb : tr("%1 (%2 changed from the preset)").arg(verb).arg(changed));
}

void PlanPage::toggleExpert()
{
    if (expertForm_ == nullptr) {
        expertForm_ = new OptionForm(plan_, theme_, [](const Option& option) { return !isSimple(option); }, true, this);
        expertForm_->setObjectName(QStringLiteral("expertForm"));
        expertPlace_->addWidget(expertForm_);
        expertForm_->show(); // A layout shows what is added to it only later.
    } else {
        expertForm_->setVisible(!expertForm_->isVisibleTo(this));
    }
    refresh();
}

void PlanPage::start()
{
    plan_.settleLeaks();
    if (!plan_.problem().isEmpty()) {
        refresh();
        return;
    }
    startButton_->setEnabled(false);
    QString folder;
    guarded([&] { folder = startNewRun(session_.project(), plan_.options(), plan_.folderName()); },
        [this](const QString& message, const QString& hint) { strip_->setProblem(message, hint); });
    startButton_->setEnabled(true);
    if (folder.isEmpty())
        return;
    Q_EMIT stepDone(true);
    Q_EMIT runStarted(folder);
}

} // namespace lorikeet
