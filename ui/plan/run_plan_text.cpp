/// What a plan says about itself: the sentence, and what is wrong with it.

#include "ui/plan/run_plan.h"
#include "ui/runs/run_format.h"
#include "ui/widgets/guarded.h"

#include <QFileInfo>

#include <cmath>

namespace lorikeet {
namespace {

QString listed(const QStringList& parts)
{
    if (parts.size() < 2)
        return parts.join(QString());
    return RunPlan::tr("%1 and %2").arg(QStringList(parts.mid(0, parts.size() - 1)).join(RunPlan::tr(", ")), parts.last());
}

QString whatLearns(const RunOptions& options, bool seesPictures)
{
    if (options.method.finetuningType == "lora")
        return options.lora.useDora ? RunPlan::tr("small add-on weights (DoRA)") : RunPlan::tr("small add-on weights (LoRA)");
    if (options.method.finetuningType == "freeze")
        return RunPlan::tr("the last %1 layers").arg(options.method.freezeTrainableLayers);
    if (!seesPictures)
        return RunPlan::tr("all weights");
    QStringList parts;
    if (!options.method.freezeVisionTower)
        parts.append(RunPlan::tr("the vision tower"));
    if (!options.method.freezeMultiModalProjector)
        parts.append(RunPlan::tr("the projector"));
    if (!options.method.freezeLanguageModel)
        parts.append(RunPlan::tr("the language model"));
    if (parts.size() == 3)
        return RunPlan::tr("all weights");
    return parts.size() == 1 ? RunPlan::tr("only %1").arg(parts.first()) : listed(parts);
}

QString howLong(const RunOptions& options)
{
    if (options.train.maxSteps > 0)
        return RunPlan::tr("%1 steps").arg(formatCount(options.train.maxSteps));
    const double passes = options.train.numTrainEpochs;
    if (passes == 1.0)
        return RunPlan::tr("1 pass");
    return RunPlan::tr("%1 passes").arg(formatNumber(passes));
}

} // namespace

QString RunPlan::sentence() const
{
    const auto* chosen = model();
    const auto examples = trainCount() == 1 ? tr("1 example") : tr("%1 examples").arg(formatCount(trainCount()));
    return tr("Train %1 on %2, %3.").arg(whatLearns(options_, chosen == nullptr || chosen->seesPictures), examples, howLong(options_));
}

QString RunPlan::stepsSentence() const
{
    const auto batch = static_cast<int64_t>(options_.train.perDeviceTrainBatchSize) * options_.train.gradientAccumulationSteps;
    QStringList parts;
    if (batch > 0 && trainCount() > 0) {
        const auto aPass = (trainCount() + batch - 1) / batch;
        const auto steps = options_.train.maxSteps > 0
            ? static_cast<int64_t>(options_.train.maxSteps)
            : static_cast<int64_t>(std::ceil(static_cast<double>(aPass) * options_.train.numTrainEpochs));
        parts.append(tr("%1 steps of %2 examples").arg(formatCount(steps), formatCount(batch)));
    }
    if (evalCount() > 0)
        parts.append(tr("%1 more are held out for checking").arg(formatCount(evalCount())));
    else
        parts.append(tr("nothing is held out for checking"));
    return parts.join(tr("; ")) + tr(".");
}

PlanProblem RunPlan::problem() const
{
    if (options_.model.modelNameOrPath.empty())
        return {tr("No model is chosen."), tr("Choose one under Model, or add a model folder to the project.")};
    if (const auto* chosen = model(); chosen != nullptr && !chosen->problem.isEmpty())
        return chosen->problem;
    if (!QFileInfo::exists(QString::fromStdString(options_.model.modelNameOrPath)))
        return {tr("The model folder %1 is not there.").arg(QString::fromStdString(options_.model.modelNameOrPath)),
            tr("Choose a model of the project, or correct the path in the expert settings.")};
    if (options_.data.dataset.empty())
        return {tr("No data is chosen."), tr("Tick at least one dataset under Data.")};
    if (!invalid_.empty())
        return invalid_.begin()->second;
    PlanProblem found;
    RunOptions placed = options_;
    if (placed.output.outputDir.empty())
        placed.output.outputDir = "runs"; // Start gives it a folder of its own there.
    guarded([&] { checkRunOptions(placed); }, [&](const QString& message, const QString& hint) { found = {message, hint}; });
    if (found.isEmpty() && trainCount() == 0)
        return {tr("There is no example left to train on."), tr("Tick another dataset, or hold out less for checking.")};
    return found.isEmpty() ? leakProblem() : found;
}

PlanProblem RunPlan::leakProblem() const
{
    const auto pictures = static_cast<int64_t>(leaks().pictures);
    if (pictures == 0)
        return {};
    return {pictures == 1 ? tr("1 test picture also appears in training.") : tr("%1 test pictures also appear in training.").arg(formatCount(pictures)),
        tr("Results would look better than they are. Move them to training, or ignore it this time; Check shows more.")};
}

PlanProblem RunPlan::caution() const
{
    const auto* chosen = model();
    if (chosen == nullptr || chosen->seesPictures)
        return {};
    int64_t withPictures = 0;
    for (const auto& name : options_.data.dataset)
        withPictures += pictureSampleCount(QString::fromStdString(name));
    if (withPictures == 0)
        return {};
    return {tr("“%1” reads text only, but %2 of the ticked examples have pictures.").arg(chosen->name, formatCount(withPictures)),
        tr("Choose a model that sees pictures, or data without them.")};
}

} // namespace lorikeet
