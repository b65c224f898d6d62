#include <QApplication>

#include <memory>

namespace lorikeet::test {

std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv)
{
    return std::make_unique<QApplication>(argc, argv);
}

} // namespace lorikeet::test
