#pragma once
/// @file A project folder: project.lorikeet, data/, models/, lessons/, runs/, edits/journal.jsonl.

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
    /// Opens DIR or DIR/project.lorikeet. @throws Error naming what is missing or wrong.
    static Project open(const std::string& path);
    /// Makes an empty project around datasets given by path. @throws Error with ExitCode::Io.
    static Project create(const std::string& folder, const std::string& name);

    const std::string& folder() const { return folder_; }
    const std::string& name() const { return name_; }
    std::string dataFolder() const;
    std::string runsFolder() const;
    /// Whether a dataset is held out by its name: it says validation, eval, test … as a word.
    static bool isForEvaluation(const std::string& datasetName);
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
    /// Further folders whose pictures every dataset of the project may use.
    const std::vector<std::string>& mediaFolders() const { return mediaFolders_; }
    void addMediaFolder(const std::string& folder);
    void addModel(const std::string& path);
    /// Preferences that belong to the project, as YAML scalars (`goal`, `val_size`, `pinned` …).
    std::string preference(const std::string& key) const;
    void setPreference(const std::string& key, const std::string& value);

    /// Writes originals + edits of the datasets of `options` into RUN/data (JSONL + dataset_info.json, pictures by absolute path) and points
    /// options.data at it. @throws Error.
    void snapshotInto(const std::string& runFolder, RunOptions& options) const;
    /// A free folder name below runs/: `NAME-2026-11-23-2`.
    std::string newRunFolder(const std::string& name) const;

private:
    Project() = default;
    void save() const;
    std::vector<std::string> pictureFolders(const std::vector<NamedSamples>& snapshots, const DataOptions& data) const;
    std::string folder_;
    std::string name_;
    std::vector<ProjectModel> models_;
    std::vector<ProjectDataset> datasets_; ///< Those outside data/, by absolute path.
    std::vector<std::string> mediaFolders_;
    std::vector<std::pair<std::string, std::string>> preferences_;
    std::shared_ptr<EditJournal> journal_;
};

} // namespace lorikeet
