#pragma once
/// @file Statistics: how many, how long, how large, which words; every bar leads to its samples.

#include "core/data/statistics.h"
#include "ui/widgets/page.h"

#include <functional>
#include <vector>

class QGridLayout;
class QLabel;
class QStackedLayout;

namespace lorikeet {

class BarPlot;
class Card;
class EmptyState;
class ProjectSession;
class ScatterPlot;
class Theme;

class StatisticsPage : public Page {
    Q_OBJECT

public:
    StatisticsPage(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    void activate() override;

Q_SIGNALS:
    /// The numbers are on the screen.
    void shown();

private:
    struct Numbers; ///< Statistics and the pictures' sizes.
    struct Chart {
        Card* card;
        BarPlot* plot;
        std::vector<QString> filters; ///< One a bar.
    };
    void build();
    void compute();
    void showNumbers(const Numbers& numbers);
    void showCounts(const Statistics& statistics);
    void showSizes(const Numbers& numbers);
    void showHistogram(const QString& name, const Histogram& histogram, const QString& axis, const QString& field, bool isWhole);
    void showNames(const QString& name, const std::vector<NameCount>& names, const QString& field);
    void arrange();
    Chart& chart(const QString& name, const QString& title);
    void onChanged();

    ProjectSession& session_;
    Theme& theme_;
    QGridLayout* grid_;
    QLabel* counts_;
    Card* sizeCard_;
    ScatterPlot* sizes_;
    std::vector<std::pair<QString, Chart>> charts_; ///< By name, in the order of the page.
    EmptyState* empty_;
    QStackedLayout* stack_;
    bool isStale_ = true;
    bool isBusy_ = false;
};

} // namespace lorikeet
