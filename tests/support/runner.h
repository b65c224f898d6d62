#pragma once
/// @file One Qt Test program runs every test class of its folder.

#include <QObject>
#include <QtTest>

namespace lorikeet::test {

using Factory = QObject* (*)();

/// Adds a test class to this program. Returns true so that it can initialise a constant.
bool addTestClass(const char* name, Factory factory);

} // namespace lorikeet::test

/// Write once at the end of a test file, before its `#include "NAME.moc"`.
#define LK_TEST_CLASS(Class)                                                                                                     \
    [[maybe_unused]] static const bool kAdded##Class = lorikeet::test::addTestClass(#Class, []() -> QObject* { return new Class; })
