#include "support/runner.h"

#include <QCoreApplication>

#include <cstdio>
#include <memory>
#include <vector>

namespace lorikeet::test {
namespace {

struct TestClass {
    const char* name;
    Factory factory;
};

std::vector<TestClass>& testClasses()
{
    static std::vector<TestClass> classes;
    return classes;
}

} // namespace

bool addTestClass(const char* name, Factory factory)
{
    testClasses().push_back({name, factory});
    return true;
}

} // namespace lorikeet::test

namespace lorikeet::test {
/// Makes the application object; a program that needs QApplication defines its own (see ui tests).
std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv);
} // namespace lorikeet::test

int main(int argc, char** argv)
{
    using namespace lorikeet::test;
    const auto application = makeApplication(argc, argv);
    if (testClasses().empty()) {
        std::fputs("this test program holds no test class\n", stderr);
        return 1;
    }
    int failed = 0;
    for (const auto& testClass : testClasses()) {
        const std::unique_ptr<QObject> object{testClass.factory()};
        failed += QTest::qExec(object.get(), argc, argv);
    }
    return failed == 0 ? 0 : 1;
}
