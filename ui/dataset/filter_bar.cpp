#include "ui/dataset/filter_bar.h"

#include "core/data/filter/filter.h"
#include "ui/dataset/filter_help.h"
#include "ui/dataset/filter_text.h"
#include "ui/dataset/sample_list.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/format.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStringListModel>
#include <QVBoxLayout>

#include <utility>

namespace lorikeet {
namespace {
constexpr int kPauseMs = 180;
}

FilterBar::FilterBar(ProjectSession& session, SampleList& list, Theme& theme, QWidget* parent)
    : QWidget(parent), session_(session), list_(list), line_(new QLineEdit(this)), problem_(makeLabel({}, "bad", this, true)),
      count_(makeLabel({}, "caption", this)), order_(new QComboBox(this)), direction_(new IconButton(theme, "down", tr("The other way round"), this)),
      help_(new IconButton(theme, "info", tr("What can be searched for"), this)),
      again_(new IconButton(theme, "refresh", tr("Some examples were changed since: search again"), this)), completer_(new QCompleter(this)),
      completions_(new QStringListModel(this)), chipRow_(new FlowLayout(space::kXs))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kXs, 0, space::kS, 0);
    column->setSpacing(space::kXs);
    buildLine(theme);
    buildChips();
    column->addLayout(chipRow_);
    connect(&list_, &SampleList::filterFailed, this, &FilterBar::showProblem);
    connect(&list_, &SampleList::reset, this, [this] {
        problem_->hide();
        updateCount();
    });
    connect(&list_, &SampleList::staleChanged, this, [this] { again_->setVisible(list_.isStale()); });
    connect(&session_, &ProjectSession::opened, this, [this] {
        fillOrders();
        if (const std::string& folder = session_.project().folder(); std::exchange(folder_, folder) != folder)
            setFilter({});
    });
    if (session_.isOpen())
        folder_ = session_.project().folder();
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &FilterBar::applyNow);
    fillOrders();
    updateCount();
}

void FilterBar::buildLine(Theme& theme)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kXs);
    line_->setObjectName("filterLine");
    line_->setPlaceholderText(tr("Search, or filter: cat -dog tokens:>200 is:edited"));
    line_->setAccessibleName(tr("Search and filter"));
    line_->setToolTip(tr("Words must all occur ( / )"));
    line_->setClearButtonEnabled(true);
    line_->addAction(theme.icon("search"), QLineEdit::LeadingPosition);
    line_->installEventFilter(this);
    completer_->setModel(completions_);
    completer_->setWidget(line_);
    completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    order_->setObjectName("order");
    order_->setAccessibleName(tr("Order"));
    order_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    order_->setMinimumContentsLength(12);
    direction_->setObjectName("orderDirection");
    direction_->setCheckable(true);
    help_->setObjectName("filterHelp");
    again_->setObjectName("filterAgain");
    again_->hide();
    count_->setObjectName("shownCount");
    problem_->setObjectName("filterProblem");
    problem_->hide();
    for (QWidget* widget : std::initializer_list<QWidget*>{help_, again_, order_, direction_, count_})
        widget->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    row->addWidget(line_, 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{help_, again_, order_, direction_, count_})
        row->addWidget(widget);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addLayout(row);
    column->addWidget(problem_);
    connect(line_, &QLineEdit::textEdited, this, &FilterBar::onTyped);
    connect(line_, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            applyNow(); // The clear button.
    });
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& chosen) {
        const TypedPiece piece = pieceAt(line_->text(), line_->cursorPosition());
        line_->setText(line_->text().replace(piece.begin, piece.text.size(), chosen));
        line_->setCursorPosition(piece.begin + static_cast<int>(chosen.size()));
        onTyped();
    });
    connect(help_, &QToolButton::clicked, this, &FilterBar::showHelp);
    connect(again_, &QToolButton::clicked, &list_, &SampleList::refresh);
    connect(order_, &QComboBox::activated, this, &FilterBar::takeOrder);
    connect(direction_, &QToolButton::toggled, this, [this, &theme](bool isDescending) {
        direction_->setIcon(theme.icon(isDescending ? "up" : "down"));
        takeOrder();
    });
}

void FilterBar::buildChips()
{
    addChip(tr("No caption"), "-has:caption", tr("Examples without an answer"));
    addChip(tr("AI caption"), "origin:model", tr("Answers that a model wrote and nobody changed"));
    addChip(tr("To review"), "is:unreviewed", tr("Neither accepted nor rejected"));
    addChip(tr("Long"), "words:>100", tr("Answers of more than 100 words"));
    addChip(tr("Duplicates"), "is:duplicate", tr("Pictures that look like another one"));
    addChip(tr("With findings"), "has:issue", tr("The checks found something"));
    addChip(tr("Left out"), "is:excluded", tr("Left out of training"));
    addChip(tr("Edited"), "is:edited", tr("Changed here"));
    tags_ = addMenu(tr("Tag"), "tagsMenu", &FilterBar::fillTags)->menu();
    datasetsButton_ = addMenu(tr("Data set"), "datasetsMenu", &FilterBar::fillDatasets);
    datasets_ = datasetsButton_->menu();
    views_ = addMenu(tr("Views"), "viewsMenu", &FilterBar::fillViews)->menu();
}

QToolButton* FilterBar::addChip(const QString& text, const QString& term, const QString& toolTip)
{
    auto* chip = new QToolButton(this);
    chip->setText(text);
    chip->setToolTip(tr("%1 (%2)").arg(toolTip, term));
    chip->setAccessibleName(toolTip);
    chip->setObjectName("chip." + term);
    chip->setProperty("role", "chip");
    chip->setCheckable(true);
    connect(chip, &QToolButton::clicked, this, [this, term](bool isOn) { setFilter(withTerm(line_->text(), term, isOn)); });
    chipRow_->addWidget(chip);
    chips_.push_back({chip, term});
    return chip;
}

QToolButton* FilterBar::addMenu(const QString& text, const QString& name, void (FilterBar::*fill)())
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setAccessibleName(text);
    button->setObjectName(name);
    button->setProperty("role", "chip");
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, fill);
    chipRow_->addWidget(button);
    return button;
}

QString FilterBar::filter() const
{
    return line_->text().trimmed();
}

void FilterBar::setFilter(const QString& filter)
{
    line_->setText(filter);
    applyNow();
}

void FilterBar::focusLine()
{
    line_->setFocus(Qt::ShortcutFocusReason);
    line_->selectAll();
}

void FilterBar::onTyped()
{
    pause_.start();
    complete();
}

void FilterBar::applyNow()
{
    pause_.stop();
    problem_->hide();
    updateChips();
    list_.setFilter(filter());
}

void FilterBar::updateChips()
{
    for (const Chip& chip : chips_)
        chip.button->setChecked(hasTerm(line_->text(), chip.term));
}

void FilterBar::updateCount()
{
    const auto all = static_cast<int64_t>(session_.isOpen() ? session_.samples().size() : 0);
    const int64_t shown = list_.rowCount();
    count_->setText(shown == all ? tr("%1 examples").arg(formatCount(all)) : tr("%1 of %2").arg(formatCount(shown), formatCount(all)));
}

void FilterBar::complete()
{
    const TypedPiece piece = pieceAt(line_->text(), line_->cursorPosition());
    const QStringList found = completionsOf(piece.text);
    completions_->setStringList(found);
    if (found.isEmpty() || (found.size() == 1 && found.front() == piece.text))
        return completer_->popup()->hide();
    QRect place = line_->rect();
    place.setLeft(line_->inputMethodQuery(Qt::ImCursorRectangle).toRect().left());
    place.setWidth(fontMetrics().averageCharWidth() * 28);
    completer_->complete(place);
}

void FilterBar::showProblem(const QString& message, const QString& hint)
{
    problem_->setText(message + u' ' + hint);
    problem_->show();
}

void FilterBar::showHelp()
{
    auto* help = new FilterHelp(this);
    connect(help, &FilterHelp::exampleChosen, this, [this](const QString& example) {
        setFilter(withTerm(filter(), example, true));
        line_->setFocus();
    });
    help->showBelow(*line_);
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && !completer_->popup()->isVisible()) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape || key == Qt::Key_Down) {
            applyNow();
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace lorikeet
