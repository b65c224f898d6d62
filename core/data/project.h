#pragma once
/// @file A project folder: project.lorikeet, data/, models/, lessons/, runs/, edits/journal.jsonl.

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/data/edits.h"
#include "core/data/project_file.h"
#include "core/data/snapshot.h"

#include <string>
#include <vector>

namespace lorikeet {

struct ProjectModel {
    std::string name;
    std::string path; ///< Absolute.
};
struct ProjectLesson {
    std::string path; ///< Absolute, lessons/1-….yaml
    std::string title;
    std::string summary; ///< From the YAML's leading comment lines.
};

class Project {
public:
    /// Opens DIR or DIR/project.lorikeet, without a lock. @throws Error naming what is missing or wrong.
    static Project open(const std::string& path);
    /// For reading alone: writes nothing, also where a window has the project open.
    static Project openToRead(const std::string& path);
    /// For a window: nobody else may open it so until the last copy of it is gone. Where the folder can't be written it opens for reading
    /// only. Tidies up a journal that has grown large.
    /// @param old a project that is open now: where it is the same folder its lock and journal go on. @throws Error, also when another holds it.
    static Project openForEditing(const std::string& path, const Project* old = nullptr);
    bool isReadOnly() const { return isReadOnly_; }
    /// Makes an empty project around datasets given by path. @throws Error with ExitCode::Io.
    static Project create(const std::string& folder, const std::string& name);

    const std::string& folder() const { return folder_; }
    const std::string& name() const { return name_; }
    std::string dataFolder() const;
    std::string runsFolder() const;
    /// Names in data/dataset_info.json, training ones first.
    std::vector<std::string> datasetNames() const;
    std::vector<ProjectModel> models() const;
    std::vector<ProjectLesson> lessons() const;
    /// Originals of every dataset, edits not yet applied.
    /// @param firstCaptions of each picture folder, how many captions are read now; the others are in Dataset::pending.
    Dataset readOriginals(size_t firstCaptions = kAllCaptions) const;
    EditJournal& journal() { return *journal_; }
    const EditJournal& journal() const { return *journal_; }

    /// Adds a dataset (file or folder anywhere) to the project by reference. @throws Error.
    void addDataset(const std::string& name, const std::string& path, const ImportOptions& options = {});
    /// The same for data that was looked at already (previewImport): nothing is read. @throws Error.
    void addReference(const std::string& name, const std::string& path, const ImportOptions& options);
    /// Datasets by reference: where they are and how they are read.
    const std::vector<ProjectDataset>& references() const { return datasets_; }
    /// Changes how a dataset by reference is read. @throws Error when there is none of that name.
    void setImportOptions(const std::string& name, const ImportOptions& options);
    /// Takes a dataset by reference out of the project. Its files stay, and so do its edits in the journal: they are back when it is added again
    /// under the same name. @throws Error when there is none of that name.
    void removeReference(const std::string& name);
    /// Further folders whose pictures every dataset of the project may use.
    const std::vector<std::string>& mediaFolders() const { return mediaFolders_; }
    void addMediaFolder(const std::string& folder);
    void removeMediaFolder(const std::string& folder);
    void addModel(const std::string& path);
    /// @throws Error when a folder is no complete model: configuration and weights.
    static void checkModel(const std::string& path);
    /// Preferences that belong to the project, as YAML scalars (`goal`, `val_size`, `pinned` …).
    std::string preference(const std::string& key) const;
    void setPreference(const std::string& key, const std::string& value);

    /// Findings that people decided not to hear of again; part of the journal. @returns whether anything changed. @throws Error with ExitCode::Io.
    bool setIgnored(const std::string& rule, const std::vector<std::string>& sampleIds, bool isIgnored);
    bool isIgnored(const std::string& rule, const std::string& sampleId) const { return journal_->isIgnored(rule, sampleId); }
    /// Which samples train. The preference `train_on_reviewed` ("true") takes only accepted ones. Setters @throw Error with ExitCode::Io and leave all as it was.
    TrainingPolicy trainingPolicy() const { return {split_, preference("train_on_reviewed") == "true"}; }
    const SplitPlan& splitPlan() const { return split_; }
    void setSplitPlan(const SplitPlan& plan);
    const std::vector<SavedView>& views() const { return views_; }
    void setViews(const std::vector<SavedView>& views);

    /// Writes originals + edits of the datasets of `options` into RUN/data (JSONL + dataset_info.json, pictures by absolute path) and points
    /// options.data at it. With a split plan, and where no evaluation data is named, what is held out of NAME goes to NAME_validation, which becomes
    /// the evaluation data. @throws Error.
    void snapshotInto(const std::string& runFolder, RunOptions& options) const;
    /// A free folder name below runs/: `NAME-2026-11-23-2`.
    std::string newRunFolder(const std::string& name) const;

private:
    Project() = default;
    static Project read(const std::string& folder);
    static std::string folderOf(const std::string& path);
    void save() const;
    /// Its place among the datasets by reference. @throws Error when there is none.
    size_t referenceAt(const std::string& name) const;
    std::vector<std::string> pictureFolders(const std::vector<NamedSamples>& snapshots, const DataOptions& data) const;
    /// Changes a member and saves; undoes the change when that fails.
    template <typename Member>
    void change(Member& member, Member value)
    {
        std::swap(member, value);
        try {
            save();
        } catch (const Error&) {
            std::swap(member, value);
            throw;
        }
    }
    std::string stored(const std::string& path) const;
    std::string folder_;
    std::string name_;
    std::vector<ProjectModel> models_;
    std::vector<ProjectDataset> datasets_; ///< Those outside data/, by absolute path.
    std::vector<std::string> mediaFolders_;
    std::vector<std::pair<std::string, std::string>> preferences_;
    SplitPlan split_;
    std::vector<SavedView> views_;
    std::string others_;
    std::shared_ptr<EditJournal> journal_;
    std::shared_ptr<os::FileLock> lock_;
    bool isReadOnly_ = false;
};

} // namespace lorikeet
