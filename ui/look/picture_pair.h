#pragma once
/// @file A sample's pictures: as they are, beside what the model gets of them.

#include <QString>
#include <QWidget>

#include <memory>

class QLabel;

namespace lorikeet {

class Card;
class ElidedLabel;
class PatchView;
class PictureView;
class Theme;
struct LookResult;
struct Sample;
struct SeenImage;
struct ViewedPicture;

class PicturePair : public QWidget {
    Q_OBJECT

public:
    explicit PicturePair(Theme& theme, QWidget* parent = nullptr);
    void setResult(const Sample& sample, std::shared_ptr<const LookResult> result);
    void setGridShown(bool isShown);
    /// The picture of the sample that is shown, counted from 0.
    int picture() const { return picture_; }
    /// Another picture of the same sample, one further or one back.
    void walk(int by) { showPicture(picture_ + by); }

private:
    QWidget* buildSwitch();
    void showPicture(int which);
    void showNothing(const QString& original, const QString& seen);
    void showFacts(const ViewedPicture& picture);
    void showPatches(const ViewedPicture& picture);
    QString cellWords(int row, int column) const;
    Theme& theme_;
    Card* seenCard_;
    ElidedLabel* name_;
    PictureView* original_;
    PatchView* seen_;
    QLabel* originalFacts_;
    QLabel* cost_;
    QLabel* seenFacts_;
    QWidget* switch_;
    QLabel* count_;
    std::shared_ptr<const LookResult> result_;
    QStringList files_;
    int picture_ = 0;
    int firstToken_ = 0; ///< Of the shown picture, among LookResult::imagePlaces.
};

} // namespace lorikeet
