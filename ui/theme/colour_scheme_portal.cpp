#include "ui/theme/colour_scheme_portal.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QTimer>

namespace lorikeet {
namespace {

constexpr const char* kService = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kInterface = "org.freedesktop.portal.Settings";
constexpr const char* kArea = "org.freedesktop.appearance";
constexpr const char* kKey = "color-scheme";

} // namespace

ColourSchemePortal::ColourSchemePortal(QObject* parent) : QObject(parent)
{
    // Without an address libdbus would start a bus of its own, which takes long.
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"))
        QTimer::singleShot(0, this, &ColourSchemePortal::ask);
}

void ColourSchemePortal::ask()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kInterface, "SettingChanged", this, SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, "Read");
    call << QString(kArea) << QString(kKey);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* finished) {
        const QDBusPendingReply<QDBusVariant> reply = *finished;
        if (!reply.isError())
            take(reply.value().variant());
        finished->deleteLater();
    });
}

void ColourSchemePortal::onSettingChanged(const QString& area, const QString& key, const QDBusVariant& value)
{
    if (area == kArea && key == kKey)
        take(value.variant());
}

void ColourSchemePortal::take(const QVariant& value)
{
    // Read wraps its answer twice; 1 = prefers dark, 2 = prefers light, 0 = no preference.
    const QVariant inner = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    const uint scheme = inner.toUInt();
    if (scheme == 1 || scheme == 2)
        Q_EMIT schemeFound(scheme == 1);
}

} // namespace lorikeet
