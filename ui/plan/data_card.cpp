#include "ui/plan/data_card.h"

#include "ui/widgets/choice_list.h"
#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>

namespace lorikeet {
namespace {

enum CheckItem { Nothing, Share, FirstDataset };
constexpr int kUsualPercent = 10;

} // namespace

DataCard::DataCard(RunPlan& plan, Theme& theme, QWidget* parent)
    : Card(tr("Data"), parent), plan_(plan), datasets_(new ChoiceList(theme, ChoiceList::Mode::Several, this)), check_(new QComboBox(this)),
      share_(new QSpinBox(this))
{
    setSubtitle(tr("What it learns from"));
    datasets_->setObjectName(QStringLiteral("datasetList"));
    datasets_->setMaximumRowsShown(4);
    datasets_->setAccessibleName(tr("Datasets to train on"));
    check_->setObjectName(QStringLiteral("checkOn"));
    check_->setAccessibleName(tr("What the run is checked on"));
    check_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    check_->setToolTip(tr("Examples that it never learns from show whether it understands or only memorises."));
    share_->setObjectName(QStringLiteral("heldOutPercent"));
    share_->setAccessibleName(tr("Held-out share in percent"));
    share_->setRange(1, 90);
    share_->setValue(kUsualPercent);
    share_->setSuffix(tr(" %"));
    share_->setKeyboardTracking(false);
    body()->addWidget(datasets_);
    body()->addWidget(makeLabel(tr("Check on"), "caption", this));
    auto* row = new QHBoxLayout;
    row->addWidget(check_, 1);
    row->addWidget(share_);
    body()->addLayout(row);
    body()->addStretch(1);
    connect(datasets_, &ChoiceList::chosenChanged, this, [this](const QStringList& names) { plan_.setDatasets(names); });
    connect(check_, &QComboBox::activated, this, &DataCard::commitCheck);
    connect(share_, &QSpinBox::valueChanged, this, &DataCard::commitCheck);
}

void DataCard::rebuildChecks()
{
    const QSignalBlocker quiet(check_);
    check_->clear();
    check_->addItem(tr("Nothing"));
    check_->addItem(plan_.hasSplit() ? tr("What Check holds out") : tr("A share of the ticked data"));
    for (const auto& name : plan_.datasets())
        check_->addItem(tr("%1 (%2)").arg(name, formatCount(plan_.sampleCount(name))), name);
}

void DataCard::refresh()
{
    QStringList now{plan_.hasSplit() ? QStringLiteral("split") : QString()};
    for (const auto& name : plan_.datasets())
        now.append(name + QLatin1Char('|') + QString::number(plan_.sampleCount(name)));
    if (now != shownDatasets_) {
        shownDatasets_ = now;
        datasets_->clear();
        for (const auto& name : plan_.datasets()) {
            const auto pictures = plan_.pictureSampleCount(name);
            const auto summary = pictures > 0 ? tr("%1 examples, %2 with pictures").arg(formatCount(plan_.sampleCount(name)), formatCount(pictures))
                                              : tr("%1 examples, text only").arg(formatCount(plan_.sampleCount(name)));
            datasets_->add(name, name, summary);
        }
        rebuildChecks();
    }
    const auto& data = plan_.options().data;
    QStringList chosen;
    for (const auto& name : data.dataset)
        chosen.append(QString::fromStdString(name));
    datasets_->choose(chosen);
    const QSignalBlocker quietCheck(check_);
    const QSignalBlocker quietShare(share_);
    if (!data.evalDataset.empty())
        check_->setCurrentIndex(check_->findData(QString::fromStdString(data.evalDataset.front())));
    else
        check_->setCurrentIndex(data.valSize > 0 || (plan_.hasSplit() && plan_.options().eval.doEval) ? Share : Nothing);
    const bool isShare = check_->currentIndex() == Share && !plan_.hasSplit();
    share_->setVisible(isShare && data.valSize <= 1);
    if (isShare && data.valSize <= 1)
        share_->setValue(static_cast<int>(std::lround(data.valSize * 100)));
}

void DataCard::commitCheck()
{
    if (check_->currentIndex() == Nothing)
        plan_.holdOutNothing();
    else if (check_->currentIndex() == Share && plan_.hasSplit())
        plan_.checkOnSplit();
    else if (check_->currentIndex() == Share)
        plan_.holdOutShare(share_->value() / 100.0);
    else
        plan_.checkOn(check_->currentData().toString());
}

} // namespace lorikeet
