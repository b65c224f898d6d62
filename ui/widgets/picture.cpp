#include "ui/widgets/picture.h"

#include "core/vision/decode.h"
#include "ui/widgets/task.h"

#include <QPainter>
#include <QPainterPath>

namespace lorikeet {
namespace {

struct LoadedPicture {
    QImage image;
    QString problem;
};

LoadedPicture loadPicture(const QString& path)
{
    DecodeProblem problem;
    const auto image = decodeImageFile(path.toStdString(), problem);
    if (!image)
        return {{}, translated(problem.message) + "\n" + translated(problem.fix)};
    return {toQImage(*image), {}};
}

} // namespace

QImage toQImage(const Image& image)
{
    if (image.empty())
        return {};
    return QImage(image.rgb.data(), image.width, image.height, qsizetype{image.width} * 3, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

PictureView::PictureView(QWidget* parent) : QWidget(parent)
{
    setProperty("role", "quiet");
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PictureView::setImage(const QImage& image)
{
    ++generation_;
    image_ = image;
    scaled_ = {};
    message_.clear();
    update();
}

void PictureView::setMessage(const QString& message)
{
    ++generation_;
    image_ = {};
    scaled_ = {};
    message_ = message;
    update();
}

void PictureView::loadFile(const QString& path)
{
    const int generation = ++generation_;
    runTask<LoadedPicture>(
        this, [path] { return loadPicture(path); },
        [this, generation](const TaskResult<LoadedPicture>& result) {
            if (generation != generation_)
                return;
            if (result.value && !result.value->image.isNull())
                setImage(result.value->image);
            else
                setMessage(result.value ? result.value->problem : result.message);
            Q_EMIT loaded();
        });
}

QRectF PictureView::imageRect() const
{
    if (image_.isNull())
        return {};
    // Small pictures grow, though not beyond recognition of their pixels.
    const QSizeF fit = QSizeF(image_.size()).scaled(size(), Qt::KeepAspectRatio);
    return {(width() - fit.width()) / 2, (height() - fit.height()) / 2, fit.width(), fit.height()};
}

QSize PictureView::sizeHint() const
{
    return {420, 320};
}

QSize PictureView::minimumSizeHint() const
{
    return {fontMetrics().height() * 8, fontMetrics().height() * 6};
}

void PictureView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (image_.isNull()) {
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect().adjusted(12, 12, -12, -12), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, message_);
        return;
    }
    const QRectF place = imageRect();
    const QSize device = (place.size() * devicePixelRatioF()).toSize();
    if (scaled_.size() != device && !device.isEmpty()) {
        // Icons of a few pixels keep their pixels visible, all else is smooth.
        const bool isTiny = device.width() > image_.width() * 12;
        scaled_ = image_.scaled(device, Qt::IgnoreAspectRatio, isTiny ? Qt::FastTransformation : Qt::SmoothTransformation);
    }
    QPainterPath clip;
    clip.addRoundedRect(place, 4, 4);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipPath(clip);
    painter.drawImage(place, scaled_);
}

} // namespace lorikeet
