#include "ui/widgets/picture.h"

#include "core/vision/decode.h"
#include "ui/widgets/task.h"

#include <QFileInfo>
#include <QPainter>
#include <QPainterPath>

namespace lorikeet {
namespace {

constexpr int kPatienceMs = 4000;

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
    patience_.setSingleShot(true);
    patience_.setInterval(kPatienceMs);
    connect(&patience_, &QTimer::timeout, this, &PictureView::onSilence);
}

void PictureView::display(const QImage& image, const QString& message)
{
    image_ = image;
    scaled_ = {};
    message_ = message;
    update();
}

void PictureView::setImage(const QImage& image)
{
    ++generation_;
    wanted_.clear();
    display(image, {});
}

void PictureView::setMessage(const QString& message)
{
    ++generation_;
    wanted_.clear();
    display({}, message);
}

void PictureView::loadFile(const QString& path)
{
    ++generation_;
    wanted_ = path;
    if (!patience_.isActive())
        loadWanted();
}

void PictureView::loadWanted()
{
    if (wanted_.isEmpty())
        return;
    const QString folder = QFileInfo(wanted_).path();
    if (silent_.contains(folder))
        return display({}, tr("The disk of this picture doesn't answer."));
    folder_ = folder;
    patience_.start();
    runTask<LoadedPicture>(
        this, [path = std::exchange(wanted_, {})] { return loadPicture(path); },
        [this, folder, load = ++load_, generation = generation_](const TaskResult<LoadedPicture>& result) {
            silent_.remove(folder);
            if (load == load_)
                patience_.stop();
            if (generation == generation_) {
                display(result.value ? result.value->image : QImage(), result.value ? result.value->problem : result.message);
                Q_EMIT loaded();
            }
            if (!patience_.isActive())
                loadWanted();
        },
        unboundedPool());
}

void PictureView::onSilence()
{
    silent_.insert(folder_);
    if (wanted_.isEmpty())
        display({}, tr("The disk of this picture doesn't answer."));
    else
        loadWanted();
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
