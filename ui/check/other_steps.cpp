#include "ui/check/other_steps.h"

#include "ui/project_session.h"

namespace lorikeet {

size_t OtherSteps::countEdits() const
{
    return session_.isOpen() ? session_.project().journal().editCount() : 0;
}

void OtherSteps::add(std::function<void()> takeBack)
{
    steps_.push_back({countEdits(), std::move(takeBack)});
}

bool OtherSteps::takeBack()
{
    if (steps_.empty() || steps_.back().edits != countEdits())
        return false;
    const std::function<void()> last = std::move(steps_.back().takeBack);
    steps_.pop_back();
    last();
    return true;
}

} // namespace lorikeet
