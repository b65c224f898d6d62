#include "ui/welcome/welcome_page.h"

#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/train/trainer_process.h"
#include "ui/welcome/folder_probe.h"
#include "ui/welcome/health_card.h"
#include "ui/welcome/lesson_list.h"
#include "ui/welcome/new_project_form.h"
#include "ui/welcome/recent_projects.h"
#include "ui/welcome/sample_maker.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/page_header.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QScrollArea>

namespace lorikeet {

WelcomePage::WelcomePage(ProjectSession& session, Theme& theme, QWidget* parent)
    : Page(parent), session_(session), theme_(theme), sample_(new SampleMaker(this)), probe_(new FolderProbe(this)),
      header_(new PageHeader(tr("Welcome to Lorikeet"), tr("Teach a picture model with your own pictures, by clicking."), this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(space::kM);
    outer->addWidget(header_);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* contents = new QWidget(scroll);
    contents->setProperty("role", "scrolled");
    scroll->setWidget(contents);
    outer->addWidget(scroll, 1);
    auto* grid = new QGridLayout(contents);
    grid->setContentsMargins(0, 0, space::kXs, 0);
    grid->setSpacing(space::kM);
    form_ = new NewProjectForm(theme, contents);
    lessons_ = new LessonList(session, theme, contents);
    grid->addWidget(buildStart(), 0, 0);
    grid->addWidget(new HealthCard(theme, QFileInfo(SampleMaker::defaultFolder()).path(), contents), 0, 1);
    grid->addWidget(form_, 1, 0, 1, 2);
    grid->addWidget(lessons_, 2, 0, 1, 2);
    grid->addWidget(buildRecent(), 3, 0, 1, 2);
    grid->setRowStretch(4, 1);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 2);
    form_->hide();
    connectParts();
    refresh();
}

Card* WelcomePage::buildStart()
{
    auto* card = new Card(tr("Begin"), this);
    goOn_ = new PrimaryButton({}, card);
    goOn_->setObjectName("goOn");
    trySample_ = new PrimaryButton(tr("Try the sample project"), card);
    trySample_->setObjectName("trySample");
    open_ = new QPushButton(tr("Open project…"), card);
    open_->setObjectName("openProject");
    new_ = new QPushButton(tr("New from pictures…"), card);
    new_->setObjectName("newProject");
    addModel_ = new QPushButton(tr("Add a model folder…"), card);
    addModel_->setObjectName("addModel");
    theme_.setIcon(*open_, "folder");
    theme_.setIcon(*new_, "add");
    theme_.setIcon(*addModel_, "add");
    auto* buttonBox = new QWidget(card);
    auto* buttons = new FlowLayout(space::kS, buttonBox);
    for (QPushButton* button : std::initializer_list<QPushButton*>{goOn_, open_, new_, addModel_})
        buttons->addWidget(button);
    card->body()->addWidget(makeLabel(tr("The sample project has about 2,000 drawn pictures with captions and questions, tiny models to begin with, "
                                         "and lessons that finish in a few minutes on any computer. Nothing is downloaded."), "quiet", card, true));
    card->body()->addWidget(buildSampleRow());
    card->body()->addSpacing(space::kS);
    card->body()->addWidget(makeLine(card));
    card->body()->addSpacing(space::kS);
    card->body()->addWidget(buttonBox);
    card->body()->addStretch(1);
    return card;
}

QWidget* WelcomePage::buildSampleRow()
{
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    sampleRow_ = new QWidget(box);
    auto* row = new QHBoxLayout(sampleRow_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    sampleFolder_ = new QLineEdit(QDir::toNativeSeparators(SampleMaker::defaultFolder()), sampleRow_);
    sampleFolder_->setObjectName("sampleFolder");
    sampleFolder_->setAccessibleName(tr("Folder of the sample project"));
    sampleFolder_->setToolTip(tr("Where the sample project goes"));
    auto* change = new IconButton(theme_, "folder", tr("Put the sample project elsewhere…"), sampleRow_);
    connect(change, &QToolButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder of the sample project"));
        if (!chosen.isEmpty())
            sampleFolder_->setText(QDir(chosen).filePath(tr("Sample project")));
    });
    row->addWidget(trySample_);
    row->addWidget(makeLabel(tr("in"), "quiet", sampleRow_));
    row->addWidget(sampleFolder_, 1);
    row->addWidget(change);
    makingRow_ = new QWidget(box);
    auto* making = new QHBoxLayout(makingRow_);
    making->setContentsMargins(0, 0, 0, 0);
    auto* bar = new QProgressBar(makingRow_);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    making_ = makeLabel({}, "quiet", makingRow_);
    auto* cancel = new QPushButton(tr("Cancel"), makingRow_);
    cancel->setObjectName("cancelSample");
    connect(cancel, &QPushButton::clicked, sample_, &SampleMaker::cancel);
    making->addWidget(making_);
    making->addWidget(bar, 1);
    making->addWidget(cancel);
    makingRow_->hide();
    column->addWidget(sampleRow_);
    column->addWidget(makingRow_);
    return box;
}

Card* WelcomePage::buildRecent()
{
    recent_ = new Card(tr("Recent projects"), this);
    recentRows_ = new QVBoxLayout;
    recentRows_->setSpacing(space::kXs);
    recent_->body()->addLayout(recentRows_);
    return recent_;
}

void WelcomePage::beginProject(const QStringList& dropped)
{
    form_->show();
    if (!dropped.isEmpty())
        form_->offer(dropped);
    form_->findChild<QLineEdit*>("newPictures")->setFocus();
}

void WelcomePage::connectParts()
{
    connect(&session_, &ProjectSession::opened, this, &WelcomePage::refresh);
    connect(probe_, &FolderProbe::changed, this, &WelcomePage::fillRecent);
    connect(goOn_, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested("data"); });
    connect(trySample_, &QPushButton::clicked, this, &WelcomePage::makeSample);
    connect(open_, &QPushButton::clicked, this, &WelcomePage::openProject);
    connect(addModel_, &QPushButton::clicked, this, &WelcomePage::addModel);
    connect(new_, &QPushButton::clicked, this, [this] { beginProject(); });
    connect(form_, &NewProjectForm::cancelled, form_, &QWidget::hide);
    connect(form_, &NewProjectForm::problem, this, &Page::problem);
    connect(form_, &NewProjectForm::made, this, [this](const QString& folder) {
        form_->hide();
        session_.openInBackground(folder);
    });
    connect(lessons_, &LessonList::lessonRequested, this, &WelcomePage::lessonRequested);
    connect(lessons_, &LessonList::designsRequested, this, &WelcomePage::designsRequested);
    connect(lessons_, &LessonList::problem, this, &Page::problem);
    connect(sample_, &SampleMaker::finished, this, [this](const QString& folder) {
        showMaking(false);
        session_.openInBackground(folder);
    });
    connect(sample_, &SampleMaker::cancelled, this, [this] { showMaking(false); });
    connect(sample_, &SampleMaker::problem, this, [this](const QString& message, const QString& hint) {
        showMaking(false);
        Q_EMIT problem(message, hint);
    });
    tick_.setInterval(500);
    connect(&tick_, &QTimer::timeout, this, [this] {
        making_->setText(tr("Drawing the pictures… %1").arg(formatDuration(static_cast<double>(since_.elapsed()) / 1000)));
    });
}

void WelcomePage::refresh()
{
    const bool isOpen = session_.isOpen();
    goOn_->setVisible(isOpen);
    addModel_->setVisible(isOpen);
    setRole(*trySample_, isOpen ? "" : "primary");
    if (isOpen) {
        const QString folder = QString::fromStdString(session_.project().folder());
        rememberProject(folder);
        goOn_->setText(tr("Go on with %1").arg(QString::fromStdString(session_.project().name())));
        header_->setSubtitle(tr("Open: %1").arg(QDir::toNativeSeparators(folder)));
    }
    lessons_->refresh();
    fillRecent();
    Q_EMIT stepDone(isOpen);
}

void WelcomePage::fillRecent()
{
    while (QLayoutItem* item = recentRows_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const QString& folder : recentProjects()) {
        probe_->look(folder);
        if (!probe_->isThere(folder))
            continue; // It has left the disk.
        auto* box = new QWidget(recent_);
        auto* row = new QHBoxLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        auto* open = new LinkButton(QFileInfo(folder).fileName(), box);
        open->setAccessibleName(tr("Open the project %1").arg(folder));
        connect(open, &QPushButton::clicked, this, [this, folder] { session_.openInBackground(folder); });
        auto* path = new ElidedLabel(box);
        path->setProperty("role", "caption");
        path->setText(QDir::toNativeSeparators(folder));
        row->addWidget(open);
        row->addWidget(path, 1);
        recentRows_->addWidget(box);
    }
    recent_->setVisible(recentRows_->count() > 0);
}

void WelcomePage::openProject()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a project folder"));
    if (!folder.isEmpty())
        session_.openInBackground(folder);
}

void WelcomePage::addModel()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a model (with config.json in it)"));
    if (folder.isEmpty() || !session_.isOpen())
        return;
    if (guarded([&] { session_.project().addModel(folder.toStdString()); }, [this](const QString& message, const QString& hint) { Q_EMIT problem(message, hint); }))
        session_.reload();
}

void WelcomePage::makeSample()
{
    since_.start();
    making_->setText(tr("Drawing the pictures…"));
    showMaking(true);
    sample_->start(findCommandLineProgram(), QDir::fromNativeSeparators(sampleFolder_->text().trimmed()));
}

void WelcomePage::showMaking(bool isMaking)
{
    sampleRow_->setVisible(!isMaking);
    makingRow_->setVisible(isMaking);
    if (isMaking)
        tick_.start();
    else
        tick_.stop();
}

} // namespace lorikeet
