#include "ui/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

static void initIconResources()
{
    Q_INIT_RESOURCE(lorikeet);
}

namespace lorikeet {
namespace {

/// Draws the SVG at the size that is asked for, so that 200 % screens get their own pixels.
class SvgEngine : public QIconEngine {
public:
    explicit SvgEngine(QByteArray svg) : svg_(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        QSvgRenderer renderer(svg_);
        painter->save();
        if (mode == QIcon::Disabled)
            painter->setOpacity(0.4);
        const int side = qMin(rect.width(), rect.height());
        renderer.render(painter, QRectF(rect.x() + (rect.width() - side) / 2.0, rect.y() + (rect.height() - side) / 2.0, side, side));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return result;
    }

    QIconEngine* clone() const override { return new SvgEngine(svg_); }

private:
    QByteArray svg_;
};

} // namespace

QIcon tintedIcon(const QString& name, const QColor& colour)
{
    initIconResources();
    QFile file(QString(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new SvgEngine(file.readAll().replace("#000000", colour.name().toLatin1())));
}

} // namespace lorikeet
