#include "ui/dataset/problem_panel.h"

#include "ui/dataset/issue_model.h"
#include "ui/dataset/issue_scan.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTreeView>

namespace lorikeet {

ProblemPanel::ProblemPanel(ProjectSession& session, Theme& theme, QWidget* parent)
    : Card(parent), session_(session), theme_(theme), scan_(new IssueScan(session, this)), model_(new IssueModel(theme, this)),
      icon_(new QLabel(this)), sentence_(makeLabel({}, "", this)), bar_(new QProgressBar(this)),
      toggle_(new LinkButton(tr("Show the list"), this)), again_(new LinkButton(tr("Check again"), this)), list_(new QTreeView(this))
{
    body()->setContentsMargins(space::kM, space::kXs, space::kS, space::kXs);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kS);
    bar_->setTextVisible(false);
    row->addWidget(icon_);
    sentence_->setObjectName("problemSentence");
    row->addWidget(sentence_);
    row->addWidget(bar_, 1);
    row->addStretch(1);
    row->addWidget(toggle_);
    row->addWidget(again_);
    body()->addLayout(row);
    body()->addWidget(list_);
    toggle_->setObjectName("toggleProblems");
    again_->setObjectName("checkAgain");
    list_->setObjectName("problemList");
    list_->setAccessibleName(tr("Findings about the data"));
    list_->setModel(model_);
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setTextElideMode(Qt::ElideRight);
    list_->setMinimumHeight(fontMetrics().height() * 8);
    list_->setMaximumHeight(fontMetrics().height() * 12);
    list_->header()->setStretchLastSection(true);
    setOpen(false);
    bar_->hide();
    toggle_->hide();
    again_->hide();
    connect(toggle_, &QPushButton::clicked, this, [this] { setOpen(!list_->isVisibleTo(this)); });
    connect(again_, &QPushButton::clicked, scan_, &IssueScan::start);
    connect(scan_, &IssueScan::progressed, this, &ProblemPanel::onProgress);
    connect(scan_, &IssueScan::finished, this, &ProblemPanel::onFinished);
    connect(&theme_, &Theme::changed, this, [this] {
        if (again_->isVisibleTo(this))
            onFinished();
    });
    const auto jump = [this](const QModelIndex& index) {
        if (index.isValid() && model_->issueAt(index.row()).sample < session_.samples().size())
            Q_EMIT sampleChosen(model_->issueAt(index.row()).sample);
    };
    connect(list_, &QTreeView::clicked, this, jump);
    connect(list_, &QTreeView::activated, this, jump);
}

void ProblemPanel::onProgress(size_t done, size_t total)
{
    again_->hide();
    icon_->hide();
    bar_->show();
    bar_->setRange(0, static_cast<int>(total));
    bar_->setValue(static_cast<int>(done));
    sentence_->setText(tr("Checking %1 of %2 examples").arg(formatCount(static_cast<int64_t>(done)), formatCount(static_cast<int64_t>(total))));
}

void ProblemPanel::onFinished()
{
    model_->setIssues(scan_->issues());
    bar_->hide();
    icon_->show();
    again_->show();
    const int fatal = model_->count(Severity::Fatal), warnings = model_->count(Severity::Warning);
    const ThemeColours& c = theme_.colours();
    const bool isGood = fatal + warnings == 0;
    icon_->setPixmap(tintedIcon(isGood ? "tick" : fatal > 0 ? "error" : "warning", isGood ? c.good : fatal > 0 ? c.bad : c.amber).pixmap(QSize(18, 18)));
    QStringList parts;
    if (fatal > 0)
        parts << tr("%1 must be fixed or left out").arg(formatCount(fatal));
    if (warnings > 0)
        parts << tr("%1 worth a look").arg(formatCount(warnings));
    sentence_->setText(isGood ? tr("No problems found in %1 examples.").arg(formatCount(static_cast<int64_t>(session_.samples().size())))
                              : tr("Findings: %1.").arg(parts.join(tr(", "))));
    toggle_->setVisible(model_->rowCount() > 0);
    if (model_->rowCount() == 0)
        setOpen(false);
    list_->resizeColumnToContents(IssueModel::SeverityColumn);
    list_->setColumnWidth(IssueModel::WhereColumn, fontMetrics().averageCharWidth() * 25);
    list_->setColumnWidth(IssueModel::MessageColumn, fontMetrics().averageCharWidth() * 48);
    Q_EMIT scanned(fatal);
}

void ProblemPanel::setOpen(bool isOpen)
{
    list_->setVisible(isOpen);
    toggle_->setText(isOpen ? tr("Hide the list") : tr("Show the list"));
}

} // namespace lorikeet
