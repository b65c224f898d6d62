#pragma once
/// @file Steps that are no edits (limits, how data is read), taken back in their order among those that are.

#include <functional>
#include <vector>

namespace lorikeet {

class ProjectSession;

class OtherSteps {
public:
    explicit OtherSteps(const ProjectSession& session) : session_(session) {}
    void add(std::function<void()> takeBack);
    /// Takes back the last one, where nothing was edited since. @returns false where it is an edit's turn.
    bool takeBack();
    void clear() { steps_.clear(); }

private:
    struct Step {
        size_t edits; ///< That could be undone when it was made.
        std::function<void()> takeBack;
    };
    size_t countEdits() const;
    const ProjectSession& session_;
    std::vector<Step> steps_;
};

} // namespace lorikeet
