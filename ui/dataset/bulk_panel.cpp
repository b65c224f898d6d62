#include "ui/dataset/bulk_panel.h"

#include "ui/dataset/bulk_action.h"
#include "ui/dataset/bulk_form.h"
#include "ui/dataset/bulk_preview_list.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"
#include "ui/widgets/while_alive.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace lorikeet {
namespace {

constexpr int kPauseMs = 250;
constexpr size_t kExamples = 200;

} // namespace

BulkPanel::BulkPanel(ProjectSession& session, const SampleList& list, const GalleryView& gallery, Theme& theme, QWidget* parent)
    : Card(tr("Change many"), parent), session_(session), list_(list), gallery_(gallery), action_(new QComboBox(this)), form_(new BulkForm(this)),
      scopes_(new QButtonGroup(this)), message_(makeLabel({}, "quiet", this, true)), preview_(new QListView(this)),
      examples_(new BulkPreviewModel(session, this)), apply_(new PrimaryButton(tr("Change"), this))
{
    setObjectName("bulkPanel");
    build(theme);
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &BulkPanel::preview);
    connect(action_, &QComboBox::currentIndexChanged, this, [this](int index) { form_->setAction(bulkActions()[static_cast<size_t>(index)]); });
    connect(form_, &BulkForm::changed, this, &BulkPanel::previewSoon);
    connect(scopes_, &QButtonGroup::idClicked, this, &BulkPanel::previewSoon);
    connect(examples_, &BulkPreviewModel::ticksChanged, this, &BulkPanel::updateButton);
    connect(apply_, &QPushButton::clicked, this, &BulkPanel::apply);
    connect(&session_, &ProjectSession::samplesChanged, this, &BulkPanel::onScopeChanged);
    form_->setAction(bulkActions().front());
}

void BulkPanel::build(Theme& theme)
{
    auto* close = new IconButton(theme, "close", tr("Close"), this);
    close->setObjectName("closeBulk");
    addToHeader(close);
    connect(close, &QToolButton::clicked, this, &BulkPanel::closed);
    body()->setSpacing(space::kS);
    for (const BulkAction& action : bulkActions())
        action_->addItem(action.title, action.name);
    action_->setObjectName("bulkAction");
    action_->setAccessibleName(tr("What to change"));
    body()->addWidget(action_);
    body()->addWidget(form_);
    auto* scopeRow = new QHBoxLayout;
    for (const Scope scope : {Scope::Chosen, Scope::Shown, Scope::All}) {
        auto* button = new QRadioButton(this);
        button->setObjectName(QStringLiteral("bulkScope.%1").arg(static_cast<int>(scope)));
        scopes_->addButton(button, static_cast<int>(scope));
        scopeRow->addWidget(button);
    }
    scopeRow->addStretch(1);
    scopes_->button(static_cast<int>(Scope::Shown))->setChecked(true);
    body()->addLayout(scopeRow);
    message_->setObjectName("bulkMessage");
    body()->addWidget(message_);
    preview_->setObjectName("bulkPreview");
    preview_->setAccessibleName(tr("What would change; take a tick away to leave one as it is"));
    preview_->setModel(examples_);
    preview_->setItemDelegate(new BulkPreviewDelegate(theme, *examples_, preview_));
    preview_->setUniformItemSizes(true);
    preview_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    preview_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    body()->addWidget(preview_, 1);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    apply_->setObjectName("applyBulk");
    foot->addWidget(apply_);
    body()->addLayout(foot);
}

void BulkPanel::begin()
{
    if (gallery_.selection().count() > 1)
        scopes_->button(static_cast<int>(Scope::Chosen))->setChecked(true);
    else if (scope() == Scope::Chosen)
        scopes_->button(static_cast<int>(Scope::Shown))->setChecked(true);
    form_->focusFirst();
    onScopeChanged();
}

BulkPanel::Scope BulkPanel::scope() const
{
    return static_cast<Scope>(scopes_->checkedId());
}

void BulkPanel::showScopes()
{
    const auto name = [this](Scope scope, const QString& text, size_t count) {
        scopes_->button(static_cast<int>(scope))->setText(text.arg(formatCount(static_cast<int64_t>(count))));
    };
    name(Scope::Chosen, tr("Chosen (%1)"), gallery_.selection().count());
    name(Scope::Shown, tr("Shown (%1)"), static_cast<size_t>(list_.rowCount()));
    name(Scope::All, tr("All (%1)"), session_.isOpen() ? session_.samples().size() : 0);
}

std::vector<size_t> BulkPanel::rows() const
{
    if (scope() == Scope::Chosen)
        return gallery_.chosenSamples();
    if (scope() == Scope::Shown)
        return {list_.rows().begin(), list_.rows().end()};
    std::vector<size_t> all(session_.samples().size());
    std::iota(all.begin(), all.end(), size_t{0});
    return all;
}

void BulkPanel::onScopeChanged()
{
    if (!isVisible())
        return;
    showScopes();
    previewSoon();
}

void BulkPanel::previewSoon()
{
    ++generation_;
    count_ = 0;
    updateButton();
    if (isVisible())
        pause_.start();
}

std::optional<BulkEdit> BulkPanel::edit()
{
    const BulkAction& action = bulkActions()[static_cast<size_t>(action_->currentIndex())];
    const BulkFields fields = form_->fields();
    if (action.needsText && fields.first.isEmpty()) {
        examples_->setExamples({});
        showMessage({}, "quiet");
        return std::nullopt;
    }
    std::optional<BulkEdit> edit;
    guarded([&] { edit = action.make(fields); },
        [this](const QString& message, const QString& hint) {
            examples_->setExamples({});
            showMessage(message + u' ' + hint, "bad");
        });
    return edit;
}

void BulkPanel::preview()
{
    if (!session_.isOpen() || !session_.isComplete())
        return;
    const std::optional<BulkEdit> wanted = edit();
    if (!wanted)
        return;
    std::vector<size_t> wantedRows = rows();
    const size_t of = wantedRows.size();
    session_.previewBulk(std::move(wantedRows), *wanted, kExamples, whileAlive(this, [this, of, generation = generation_](const TaskResult<BulkPreview>& result) {
        if (generation != generation_)
            return;
        if (result.value)
            showPreview(*result.value, of);
        else
            showMessage(result.message + u' ' + result.hint, "bad");
    }));
}

void BulkPanel::showPreview(const BulkPreview& preview, size_t of)
{
    count_ = preview.count;
    examples_->setExamples(preview.examples);
    const QString found = formatCount(static_cast<int64_t>(preview.count)), all = formatCount(static_cast<int64_t>(of));
    if (preview.count == 0)
        showMessage(tr("Nothing would change in these %1 examples.").arg(all), "quiet");
    else if (preview.count > preview.examples.size())
        showMessage(tr("%1 of %2 examples would change. The first %3:").arg(found, all, formatCount(static_cast<int64_t>(preview.examples.size()))), "quiet");
    else
        showMessage(tr("%1 of %2 examples would change:").arg(found, all), "quiet");
}

void BulkPanel::showMessage(const QString& text, const char* role)
{
    setRole(*message_, role);
    message_->setText(text);
    updateButton();
}

void BulkPanel::updateButton()
{
    const size_t unticked = examples_->unticked().size();
    const size_t changing = count_ > unticked ? count_ - unticked : 0;
    apply_->setEnabled(changing > 0 && session_.canEdit());
    apply_->setText(changing > 0 ? tr("Change %1 examples").arg(formatCount(static_cast<int64_t>(changing))) : tr("Change"));
}

void BulkPanel::apply()
{
    const std::optional<BulkEdit> wanted = edit();
    if (!wanted || count_ == 0)
        return;
    std::vector<size_t> changing = rows();
    std::vector<size_t> unticked = examples_->unticked();
    std::sort(unticked.begin(), unticked.end());
    std::erase_if(changing, [&](size_t sample) { return std::binary_search(unticked.begin(), unticked.end(), sample); });
    previewSoon();
    session_.runBulk(std::move(changing), *wanted);
}

} // namespace lorikeet
