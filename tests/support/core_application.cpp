#include <QCoreApplication>

#include <memory>

namespace lorikeet::test {

std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv)
{
    return std::make_unique<QCoreApplication>(argc, argv);
}

} // namespace lorikeet::test
