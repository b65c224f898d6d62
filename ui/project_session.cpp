#include "ui/project_session.h"

namespace lorikeet {

/// What reading a project off the GUI thread gives.
struct ProjectSession::Loaded {
    Project project;
    Dataset dataset;
    std::unordered_map<std::string, size_t> indexById;
    std::shared_ptr<SearchText> text;
    std::shared_ptr<std::vector<uint8_t>> edited;
};

ProjectSession::ProjectSession(QObject* parent) : QObject(parent) {}
ProjectSession::~ProjectSession() = default;

std::optional<size_t> ProjectSession::indexOf(const std::string& sampleId) const
{
    const auto found = indexById_.find(sampleId);
    return found == indexById_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

std::shared_ptr<ProjectSession::Loaded> ProjectSession::load(const QString& path)
{
    auto loaded = std::make_shared<Loaded>(Loaded{Project::open(path.toStdString()), {}, {}, {}, {}});
    loaded->dataset = loaded->project.readOriginals();
    std::vector<Sample>& samples = loaded->dataset.samples;
    loaded->indexById.reserve(samples.size());
    loaded->edited = std::make_shared<std::vector<uint8_t>>(samples.size(), uint8_t{0});
    const EditJournal& journal = loaded->project.journal();
    for (size_t i = 0; i < samples.size(); ++i) {
        loaded->indexById.emplace(samples[i].id, i);
        (*loaded->edited)[i] = journal.isEdited(samples[i].id) ? 1 : 0;
    }
    journal.applyTo(samples, false);
    loaded->text = std::make_shared<SearchText>(samples);
    return loaded;
}

void ProjectSession::install(Loaded& loaded)
{
    project_ = std::move(loaded.project);
    samples_ = std::make_shared<Samples>(std::move(loaded.dataset.samples));
    issues_ = std::move(loaded.dataset.issues);
    indexById_ = std::move(loaded.indexById);
    text_ = std::move(loaded.text);
    edited_ = std::move(loaded.edited);
    facts_ = std::make_shared<SampleFacts>();
    current_ = 0;
    readRows_ = samples_->size();
    isComplete_ = true;
    Q_EMIT opened();
    Q_EMIT undoStateChanged();
    Q_EMIT completed();
}

bool ProjectSession::open(const QString& path)
{
    ++openings_;
    return guarded(this, &ProjectSession::problem, [&] { install(*load(path)); });
}

void ProjectSession::openInBackground(const QString& path)
{
    const int opening = ++openings_;
    Q_EMIT this->opening(path);
    runTask<std::shared_ptr<Loaded>>(
        this, [path] { return load(path); },
        [this, opening](const TaskResult<std::shared_ptr<Loaded>>& result) {
            if (opening != openings_)
                return;
            if (!result.value) {
                Q_EMIT problem(result.message, result.hint);
                return;
            }
            // Changes to the project before are recorded first.
            enqueue([this, opening, loaded = *result.value] {
                if (opening == openings_)
                    install(*loaded);
            });
        });
}

void ProjectSession::reload()
{
    if (isOpen())
        openInBackground(QString::fromStdString(project_->folder()));
}

void ProjectSession::setCurrent(size_t index)
{
    if (index == current_ || index >= samples_->size())
        return;
    current_ = index;
    Q_EMIT currentChanged(index);
}

void ProjectSession::setHasUnsaved(bool hasUnsaved)
{
    if (hasUnsaved == hasUnsaved_)
        return;
    hasUnsaved_ = hasUnsaved;
    Q_EMIT saveStateChanged(hasUnsaved);
}

void ProjectSession::setFacts(SampleFacts facts)
{
    facts_ = std::make_shared<const SampleFacts>(std::move(facts));
    Q_EMIT factsChanged();
}

void ProjectSession::enqueue(std::function<void()> start)
{
    if (isBusy_ || !waiting_.empty())
        waiting_.push_back(std::move(start));
    else
        start();
}

void ProjectSession::beginWork(const QString& text)
{
    isBusy_ = true;
    workText_ = text;
    if (!text.isEmpty())
        Q_EMIT working(true, text);
}

void ProjectSession::endWork()
{
    isBusy_ = false;
    if (!workText_.isEmpty())
        Q_EMIT working(false, {});
    while (!isBusy_ && !waiting_.empty()) {
        const std::function<void()> next = std::move(waiting_.front());
        waiting_.pop_front();
        next();
    }
}

void ProjectSession::findRows(const QString& filter, const SortOrder& order, std::function<void(const TaskResult<std::vector<uint32_t>>&)> done)
{
    const int search = ++searches_;
    query<std::vector<uint32_t>>(
        [this, search, text = filter.toStdString(), order](const DataView& view) {
            std::vector<uint32_t> rows;
            if (search == searches_) {
                rows = Filter::parse(text).select(view);
                sortRows(view, order, rows);
            }
            return rows;
        },
        [this, search, done = std::move(done)](const TaskResult<std::vector<uint32_t>>& result) {
            if (search == searches_)
                done(result);
        });
}

void ProjectSession::previewBulk(std::vector<size_t> rows, const BulkEdit& edit, size_t maxExamples, std::function<void(const TaskResult<BulkPreview>&)> done)
{
    query<BulkPreview>([rows = std::move(rows), edit, maxExamples](const DataView& view) { return lorikeet::previewBulk(view.samples, rows, edit, maxExamples); },
        std::move(done));
}

} // namespace lorikeet
