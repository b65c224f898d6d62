#pragma once
/// @file The desktop's light-or-dark setting, asked of org.freedesktop.portal.Settings over D-Bus.

#include <QDBusVariant>
#include <QObject>
#include <QString>

namespace lorikeet {

/// Asks once the event loop runs and never waits for the answer; silent where there is no session bus or no portal.
class ColourSchemePortal : public QObject {
    Q_OBJECT

public:
    explicit ColourSchemePortal(QObject* parent = nullptr);

Q_SIGNALS:
    /// The desktop's setting is known or has changed; not sent when it has no preference.
    void schemeFound(bool isDark);

private Q_SLOTS:
    void onSettingChanged(const QString& area, const QString& key, const QDBusVariant& value);

private:
    void ask();
    void take(const QVariant& value);
};

} // namespace lorikeet
