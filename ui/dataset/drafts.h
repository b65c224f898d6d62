#pragma once
/// @file What was typed for samples and isn't in the journal yet, because it waits for other work or because it could not be saved.

#include "ui/dataset/sample_ref.h"
#include "ui/widgets/while_alive.h"

#include <QObject>

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace lorikeet {

/// One draft a sample, kept until it is recorded.
template <typename Typed>
class Drafts {
public:
    /// Begins to record a draft; `done` is called once it is, or isn't.
    using Save = std::function<void(size_t index, const Typed& typed, std::function<void(bool isRecorded)> done)>;
    /// @param owner outlives this. @param changed called when a draft was recorded or failed.
    Drafts(const ProjectSession& session, QObject* owner, Save save, std::function<void()> changed)
        : session_(session), owner_(owner), save_(std::move(save)), changed_(std::move(changed))
    {
    }

    void keep(const SampleRef& sample, Typed typed) { drafts_[sample] = {std::move(typed), ++last_, false}; }
    bool isEmpty() const { return drafts_.empty(); }
    /// null where there is none.
    const Typed* find(const std::optional<SampleRef>& sample) const
    {
        const auto found = sample ? drafts_.find(*sample) : drafts_.end();
        return found == drafts_.end() ? nullptr : &found->second.typed;
    }
    /// Whether there is one that nobody is trying to record.
    bool hasFailed(const std::optional<SampleRef>& sample) const
    {
        const auto found = sample ? drafts_.find(*sample) : drafts_.end();
        return found != drafts_.end() && !found->second.isUnderWay;
    }
    /// Tries all of the open project that aren't under way.
    void save()
    {
        std::vector<SampleRef> samples;
        for (const auto& [sample, draft] : drafts_)
            samples.push_back(sample);
        for (const SampleRef& sample : samples) { // What one changes may lead here again.
            const auto found = drafts_.find(sample);
            const auto index = indexOf(session_, sample);
            if (found == drafts_.end() || found->second.isUnderWay || !index)
                continue;
            found->second.isUnderWay = true;
            save_(*index, Typed(found->second.typed),
                whileAlive(owner_, [this, sample, number = found->second.number](bool isRecorded) { settle(sample, number, isRecorded); }));
        }
    }

private:
    struct Draft {
        Typed typed;
        int number = 0; ///< Whether it is still the one that was tried.
        bool isUnderWay = false;
    };
    void settle(const SampleRef& sample, int number, bool isRecorded)
    {
        const auto found = drafts_.find(sample);
        if (found == drafts_.end() || found->second.number != number)
            return;
        found->second.isUnderWay = false;
        if (isRecorded)
            drafts_.erase(found);
        changed_();
    }

    const ProjectSession& session_;
    QObject* owner_;
    Save save_;
    std::function<void()> changed_;
    std::map<SampleRef, Draft> drafts_;
    int last_ = 0;
};

} // namespace lorikeet
