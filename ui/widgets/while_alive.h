#pragma once
/// @file Answers that may come after the one who asked is gone.

#include <QPointer>

#include <utility>

namespace lorikeet {

/// `answer` as a function that does nothing once the object was destroyed.
template <typename Object, typename Answer>
auto whileAlive(Object* object, Answer answer)
{
    return [alive = QPointer<Object>(object), answer = std::move(answer)](const auto& result) mutable {
        if (alive)
            answer(result);
    };
}

} // namespace lorikeet
