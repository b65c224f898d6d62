#pragma once
/// @file One design: the picture's way from its pixels through each part to the answer.

#include "core/models/design_summary.h"
#include "ui/widgets/card.h"

#include <QImage>

#include <map>

class QComboBox;
class QLabel;

namespace lorikeet {

class PartRow;
class PatchSketch;
class Theme;

class DesignCard : public Card {
    Q_OBJECT

public:
    explicit DesignCard(Theme& theme, QWidget* parent = nullptr);
    /// Pairs of name and path.
    void setModels(const std::vector<std::pair<QString, QString>>& models, const QString& chosen);
    QString model() const;
    void show(const DesignSummary& summary, const std::optional<PictureCost>& cost, Size picture);
    void setPicture(const QImage& picture);
    /// Instead of a design: why it can't be shown.
    void setProblem(const QString& message);
    /// Beneath a design: what is wrong with this picture.
    void setNote(const QString& message);

Q_SIGNALS:
    void modelChosen(const QString& path);

private:
    void showCost(const std::optional<PictureCost>& cost, Size picture);
    QWidget* makeArrow(const char* name);
    Theme& theme_;
    QComboBox* models_;
    QLabel* idea_;
    QLabel* tokens_;
    QLabel* tokensCaption_;
    QLabel* problem_;
    QWidget* flow_;
    QWidget* pictureRow_;
    PatchSketch* sketch_;
    QLabel* steps_;
    QLabel* lost_;
    std::map<ModelPart, PartRow*> parts_;
    std::map<QString, QLabel*> arrows_;
    QLabel* total_;
};

} // namespace lorikeet
