#include "ui/choice/model_choice.h"

#include "ui/project_session.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/task.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr const char* kModelKey = "look_model";
constexpr const char* kTemplateKey = "look_template";
constexpr const char* kCutoffKey = "look_cutoff_len";
constexpr const char* kPixelsKey = "look_image_max_pixels";

/// A model that sees is the better start where there are pictures: text-only ones come first by name only.
QString usualModel(const std::vector<ProjectModel>& models, bool hasPictures)
{
    for (const ProjectModel& model : models) {
        bool sees = false;
        QString unreadable; // Look tells of it when the model is chosen.
        if (hasPictures)
            guarded([&] { sees = familyFor(readModelConfig(model.path), model.path).seesPictures(); },
                [&unreadable](const QString& message, const QString&) { unreadable = message; });
        if (sees)
            return QString::fromStdString(model.path);
    }
    return models.empty() ? QString() : QString::fromStdString(models.front().path);
}

} // namespace

EncodeOptions EyeSettings::encodeOptions() const
{
    EncodeOptions options;
    options.cutoffLen = cutoffLen;
    options.imageMaxPixels = imageMaxPixels;
    return options;
}

ModelChoice::ModelChoice(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, &ModelChoice::restore);
    restore();
}

std::vector<ModelChoice::Model> ModelChoice::models() const
{
    std::vector<Model> models;
    if (session_.isOpen())
        for (const ProjectModel& model : session_.project().models())
            models.push_back({QString::fromStdString(model.name), QString::fromStdString(model.path)});
    const auto isChosen = [this](const Model& model) { return model.path == settings_.model; };
    if (!settings_.model.isEmpty() && std::none_of(models.begin(), models.end(), isChosen))
        models.push_back({QFileInfo(settings_.model).fileName(), settings_.model});
    return models;
}

void ModelChoice::restore()
{
    EyeSettings settings;
    QString folder, keptModel;
    if (session_.isOpen()) {
        const Project& project = session_.project();
        const auto kept = [&project](const char* key) { return QString::fromStdString(project.preference(key)); };
        folder = QString::fromStdString(project.folder());
        keptModel = kept(kModelKey);
        if (const QString name = kept(kTemplateKey); !name.isEmpty())
            settings.templateName = name;
        if (const int cutoff = kept(kCutoffKey).toInt(); cutoff > 0)
            settings.cutoffLen = cutoff;
        bool isNumber = false;
        if (const qint64 pixels = kept(kPixelsKey).toLongLong(&isNumber); isNumber && pixels >= 0)
            settings.imageMaxPixels = pixels;
    }
    if (folder == folder_)
        settings.model = settings_.model; // The data was read again.
    folder_ = folder;
    settings_ = settings;
    ++search_;
    Q_EMIT changed();
    if (session_.isOpen())
        findModel(keptModel);
}

void ModelChoice::findModel(const QString& kept)
{
    const auto& samples = session_.samples();
    const bool hasPictures = std::any_of(samples.begin(), samples.end(), [](const Sample& sample) { return !sample.images.empty(); });
    runTask<QString>(
        this, [kept, models = session_.project().models(), hasPictures] { return !kept.isEmpty() && QDir(kept).exists() ? kept : usualModel(models, hasPictures); },
        [this, search = search_](const TaskResult<QString>& result) {
            if (search != search_ || result.value.value_or(settings_.model) == settings_.model)
                return;
            settings_.model = *result.value;
            Q_EMIT changed();
        });
}

void ModelChoice::set(const EyeSettings& settings)
{
    if (settings == settings_)
        return;
    const EyeSettings before = settings_;
    settings_ = settings;
    if (settings.model != before.model)
        ++search_; // Chosen by hand meanwhile.
    guarded(&session_, &ProjectSession::problem, [&] {
        const auto keep = [this](const char* key, bool isNew, const QString& value) {
            if (isNew && session_.isOpen())
                session_.project().setPreference(key, value.toStdString());
        };
        keep(kModelKey, settings.model != before.model, settings.model);
        keep(kTemplateKey, settings.templateName != before.templateName, settings.templateName);
        keep(kCutoffKey, settings.cutoffLen != before.cutoffLen, QString::number(settings.cutoffLen));
        keep(kPixelsKey, settings.imageMaxPixels != before.imageMaxPixels, QString::number(settings.imageMaxPixels));
    });
    Q_EMIT changed();
}

} // namespace lorikeet
