#pragma once
/// @file How the gallery's samples are chosen and ordered: a filter line with help, completion and errors in place, chips for the usual
/// questions, saved views, and the order.

#include <QTimer>
#include <QWidget>

#include <vector>

class QComboBox;
class QCompleter;
class QLabel;
class QLineEdit;
class QMenu;
class QStringListModel;
class QToolButton;

namespace lorikeet {

class FlowLayout;
class IconButton;
class ProjectSession;
class SampleList;
class Theme;

class FilterBar : public QWidget {
    Q_OBJECT

public:
    FilterBar(ProjectSession& session, SampleList& list, Theme& theme, QWidget* parent = nullptr);
    QString filter() const;
    /// Takes effect at once.
    void setFilter(const QString& filter);
    void focusLine();

Q_SIGNALS:
    /// Return or Escape in the line: on to the pictures.
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildLine(Theme& theme);
    void buildChips();
    QToolButton* addChip(const QString& text, const QString& term, const QString& toolTip);
    QToolButton* addMenu(const QString& text, const QString& name, void (FilterBar::*fill)());
    void onTyped();
    void applyNow();
    void updateChips();
    void updateCount();
    void complete();
    void showProblem(const QString& message, const QString& hint);
    void showHelp();
    void fillTags();
    void fillDatasets();
    void fillViews();
    void fillOrders();
    void takeOrder();
    void saveView(const QString& name);

    struct Chip {
        QToolButton* button;
        QString term;
    };
    ProjectSession& session_;
    SampleList& list_;
    QLineEdit* line_;
    QLabel* problem_;
    QLabel* count_;
    QComboBox* order_;
    IconButton* direction_;
    IconButton* help_;
    IconButton* again_;
    QCompleter* completer_;
    QStringListModel* completions_;
    FlowLayout* chipRow_;
    std::vector<Chip> chips_;
    QMenu* tags_ = nullptr;
    QMenu* datasets_ = nullptr;
    QMenu* views_ = nullptr;
    QToolButton* datasetsButton_ = nullptr;
    QTimer pause_;
    std::string folder_; ///< Of the project that the filter is for: it stays when its data is read again.
};

} // namespace lorikeet
