/// @file The menus of the filter bar: tags, data sets, saved views, orders.
#include "ui/dataset/filter_bar.h"

#include "ui/dataset/filter_text.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/saved_views.h"
#include "ui/dataset/tag_counts.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"
#include "ui/widgets/while_alive.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QWidgetAction>

#include <set>

namespace lorikeet {
namespace {

constexpr size_t kMaxTags = 40;
constexpr size_t kRowsLookedAtForColumns = 500;

} // namespace

void FilterBar::fillTags()
{
    tags_->clear();
    tags_->addAction(tr("Looking…"))->setEnabled(false);
    if (!session_.isOpen())
        return;
    session_.query<TagCounts>([](const DataView& view) { return countTags(view.samples); }, whileAlive(this, [this](const TaskResult<TagCounts>& result) {
        tags_->clear();
        if (!result.value || result.value->empty())
            tags_->addAction(tr("No example has a tag"))->setEnabled(false);
        else
            for (const auto& [tag, count] : *result.value) {
                const QString term = QStringLiteral("tag:") + quoted(QString::fromStdString(tag));
                auto* action = tags_->addAction(tr("%1 (%2)").arg(QString::fromStdString(tag), formatCount(static_cast<int64_t>(count))));
                action->setCheckable(true);
                action->setChecked(hasTerm(filter(), term));
                connect(action, &QAction::triggered, this, [this, term](bool isOn) { setFilter(withTerm(filter(), term, isOn)); });
                if (tags_->actions().size() >= static_cast<qsizetype>(kMaxTags))
                    break;
            }
        auto* none = tags_->addAction(tr("Without a tag"));
        connect(none, &QAction::triggered, this, [this] { setFilter(withTerm(filter(), "-has:tags", true)); });
    }));
}

void FilterBar::fillDatasets()
{
    datasets_->clear();
    std::set<std::string> names;
    if (session_.isOpen())
        for (const std::string& name : session_.project().datasetNames())
            names.insert(name);
    for (const std::string& name : names) {
        const QString term = QStringLiteral("dataset=") + quoted(QString::fromStdString(name));
        auto* action = datasets_->addAction(QString::fromStdString(name));
        action->setCheckable(true);
        action->setChecked(hasTerm(filter(), term));
        connect(action, &QAction::triggered, this, [this, term](bool isOn) { setFilter(withTerm(filter(), term, isOn)); });
    }
    if (names.empty())
        datasets_->addAction(tr("None"))->setEnabled(false);
}

void FilterBar::fillViews()
{
    views_->clear();
    const std::vector<SavedView> views = session_.isOpen() ? session_.project().views() : std::vector<SavedView>();
    for (const SavedView& view : views) {
        auto* action = views_->addAction(QString::fromStdString(view.name));
        action->setToolTip(QString::fromStdString(view.filter));
        connect(action, &QAction::triggered, this, [this, view] {
            setFilter(QString::fromStdString(view.filter));
            order_->setCurrentIndex(std::max(0, order_->findData(QString::fromStdString(view.sortField))));
            direction_->setChecked(view.isDescending);
            takeOrder();
        });
    }
    if (views.empty())
        views_->addAction(tr("Nothing saved yet"))->setEnabled(false);
    views_->addSeparator();
    auto* name = new QLineEdit(views_);
    name->setObjectName("viewName");
    name->setPlaceholderText(tr("Save this view as…"));
    name->setAccessibleName(tr("Name for what is shown now"));
    auto* save = new QWidgetAction(views_);
    save->setDefaultWidget(name);
    views_->addAction(save);
    connect(name, &QLineEdit::returnPressed, this, [this, name] {
        const QString text = name->text().trimmed();
        views_->hide();
        if (!text.isEmpty())
            saveView(text);
    });
    if (views.empty())
        return;
    auto* removal = views_->addMenu(tr("Delete"));
    for (const SavedView& view : views)
        connect(removal->addAction(QString::fromStdString(view.name)), &QAction::triggered, this, [this, view] {
            guarded(&session_, &ProjectSession::problem, [&] { removeView(session_.project(), view.name); });
        });
}

void FilterBar::saveView(const QString& name)
{
    guarded(&session_, &ProjectSession::problem,
        [&] { keepView(session_.project(), {name.toStdString(), filter().toStdString(), list_.order().field, list_.order().isDescending}); });
}

void FilterBar::fillOrders()
{
    const QVariant chosen = order_->currentData();
    order_->clear();
    for (const SortField& field : sortFields())
        order_->addItem(translated(field.title), QString::fromStdString(field.name));
    std::set<std::string> columns;
    if (session_.isOpen())
        for (size_t i = 0; i < std::min(kRowsLookedAtForColumns, session_.samples().size()); ++i)
            for (const auto& [name, value] : session_.samples()[i].columns)
                if (!value.empty())
                    columns.insert(name);
    for (const std::string& column : columns)
        order_->addItem(tr("Column %1").arg(QString::fromStdString(column)), QString::fromStdString("column." + column));
    order_->setCurrentIndex(std::max(0, order_->findData(chosen)));
    if (order_->currentData() != chosen)
        takeOrder(); // The column is gone.
    datasetsButton_->setVisible(session_.isOpen() && session_.project().datasetNames().size() > 1);
}

void FilterBar::takeOrder()
{
    list_.setOrder({order_->currentData().toString().toStdString(), direction_->isChecked()});
}

} // namespace lorikeet
