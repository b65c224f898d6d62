#pragma once
/// @file Which model, template and limits the project's data is looked at with: one choice for Look, Check and Statistics.

#include "core/models/processor.h"

#include <QObject>
#include <QString>

#include <vector>

namespace lorikeet {

class ProjectSession;

struct EyeSettings {
    QString model;                     ///< Its folder; "" = the project has none.
    QString templateName = "auto";
    int cutoffLen = EncodeOptions().cutoffLen;
    qint64 imageMaxPixels = EncodeOptions().imageMaxPixels;

    EncodeOptions encodeOptions() const;
    bool operator==(const EyeSettings&) const = default;
};

/// Remembered in the project. A model's folder may lie on a disk that hangs: it is looked for off the GUI thread, and changed() tells when it is found.
class ModelChoice : public QObject {
    Q_OBJECT

public:
    explicit ModelChoice(ProjectSession& session, QObject* parent = nullptr);

    const EyeSettings& settings() const { return settings_; }
    void set(const EyeSettings& settings);
    struct Model {
        QString name;
        QString path;
    };
    /// The project's models, and the chosen folder where it is another.
    std::vector<Model> models() const;

Q_SIGNALS:
    void changed();

private:
    void restore();
    void findModel(const QString& kept);
    ProjectSession& session_;
    EyeSettings settings_;
    QString folder_; ///< The project's that the settings are of.
    int search_ = 0; ///< The newest search for a model; what an older one finds is dropped.
};

} // namespace lorikeet
