#pragma once
/// @file Where the window catches errors, and how core's texts become the window's language.

#include "core/base/error.h"

#include <QCoreApplication>
#include <QString>

#include <exception>

namespace lorikeet {

/// A text made in core, in the window's language.
inline QString translated(const Text& text)
{
    Text sentence = text;
    sentence.id = QCoreApplication::translate("core", text.id.c_str()).toStdString();
    return QString::fromStdString(sentence.english());
}

/// Does `work`; when it throws, `onProblem(message, hint)` is called instead. True when it went well.
template <typename Work, typename OnProblem>
bool guarded(Work&& work, OnProblem&& onProblem)
{
    try {
        work();
        return true;
    } catch (const Error& error) {
        onProblem(translated(error.message()), translated(error.hint()));
    } catch (const std::exception& error) {
        onProblem(QString::fromUtf8(error.what()), QCoreApplication::translate("guarded", "This is a fault of Lorikeet itself. Please report it."));
    }
    return false;
}

/// The same with the object's problem(message, hint) signal.
template <typename Object, typename Sender, typename Work>
bool guarded(Object* object, void (Sender::*problem)(const QString&, const QString&), Work&& work)
{
    return guarded(std::forward<Work>(work), [&](const QString& message, const QString& hint) { (object->*problem)(message, hint); });
}

} // namespace lorikeet
