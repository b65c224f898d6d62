#pragma once
/// @file What pictures (or whole examples) cost in tokens: a histogram, and the most expensive one by name.

#include "core/data/doctor/doctor.h"
#include "ui/widgets/card.h"

namespace lorikeet {

class BarPlot;
class LinkButton;
class ProjectSession;
class Theme;

class CostCard : public Card {
    Q_OBJECT

public:
    CostCard(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    void setReport(const DoctorReport& report);

Q_SIGNALS:
    /// What costs this much, in the gallery.
    void filterRequested(const QString& filter);
    void sampleRequested(size_t sample);

private:
    ProjectSession& session_;
    BarPlot* plot_;
    QLabel* most_;
    LinkButton* look_;
    TokenHistogram shown_;
    bool isOfPictures_ = true;
    size_t dearest_ = 0;
};

} // namespace lorikeet
