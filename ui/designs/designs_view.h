#pragma once
/// @file Two designs side by side: their parts, what learns as planned now, and what a picture of a chosen size costs in each.

#include "core/models/design_summary.h"

#include <QImage>
#include <QWidget>

#include <array>
#include <map>
#include <memory>

class QLabel;
class QPushButton;
class QSpinBox;

namespace lorikeet {

class CostPlot;
class DesignCard;
class ProjectSession;
class RunPlan;
class Theme;

class DesignsView : public QWidget {
    Q_OBJECT

public:
    DesignsView(RunPlan& plan, ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// Takes the plan's model at the left, another design at the right, and the picture at hand.
    void start();
    Size pictureSize() const;
    void setPictureSize(Size size);

Q_SIGNALS:
    void backRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeControls();
    void chooseModels();
    void takePictureAtHand();
    void refresh();
    void refreshSide(size_t side);
    void refreshComparison();
    const Design* design(const QString& path);
    std::optional<PictureCost> costOf(const QString& path, Size size);

    RunPlan& plan_;
    ProjectSession& session_;
    Theme& theme_;
    QSpinBox* width_;
    QSpinBox* height_;
    QPushButton* atHand_;
    std::array<DesignCard*, 2> cards_;
    CostPlot* plot_;
    QLabel* comparison_;
    std::map<QString, std::shared_ptr<Design>> designs_;
    std::map<QString, QString> problems_;
    Size sizeAtHand_;
    QImage pictureAtHand_;
};

} // namespace lorikeet
