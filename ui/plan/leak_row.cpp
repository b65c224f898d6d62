#include "ui/plan/leak_row.h"

#include "core/data/bulk_edit.h"
#include "ui/plan/run_plan.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace lorikeet {

LeakRow::LeakRow(const RunPlan& plan, ProjectSession& session, QWidget* parent) : QWidget(parent), plan_(plan), session_(session)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    const auto add = [&](const QString& text, const char* name, auto action) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        connect(button, &QPushButton::clicked, this, action);
        row->addWidget(button);
    };
    add(tr("Move to training"), "planLeakMove", &LeakRow::moveToTraining);
    add(tr("Ignore this time"), "planLeakIgnore", &LeakRow::ignore);
    add(tr("Open Check"), "planLeakCheck", &LeakRow::checkRequested);
    row->addStretch(1);
    hide();
}

void LeakRow::moveToTraining()
{
    session_.runBulk(plan_.leaks().samples, setAlwaysTrains(true));
}

void LeakRow::ignore()
{
    std::vector<std::string> ids;
    for (const size_t sample : plan_.leaks().samples)
        if (sample < session_.samples().size())
            ids.push_back(session_.samples()[sample].id);
    session_.setIgnored(kLeakRule, ids, true);
}

} // namespace lorikeet
