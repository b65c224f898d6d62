#include "family_fixture.h"
#include "meta_device.h"
#include "core/nn/linear.h"
#include "support/runner.h"

namespace {

using namespace lorikeet;

const torch::TensorOptions kMeta = torch::TensorOptions(torch::kFloat32).device(torch::kMeta);

} // namespace

/// What a GPU would trip over: a model on another device than the CPU, forward and backward. The batch lies on the CPU as the loader makes it:
/// the model moves what it needs.
class MetaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::addMissingMetaKernels(); }

    /// The watch sees what it is there for.
    void mixedDevicesAreNoticed()
    {
        const auto here = torch::zeros({3}), there = torch::empty({3}, kMeta);
        const test::DeviceWatch watch;
        there.mul(2.0);
        QVERIFY(test::DeviceWatch::leaks().empty());
        bool isRefused = false;
        try {
            there.add(here);
        } catch (const c10::Error&) {
            isRefused = true;
        }
        QVERIFY(isRefused || !test::DeviceWatch::leaks().empty());
        QVERIFY(!test::DeviceWatch::leaks().empty());
    }

    void forwardAndBackwardStayOnTheirDevice_data() { test::addFamilies(); }
    void forwardAndBackwardStayOnTheirDevice()
    {
        QFETCH(const QString, family);
        test::FamilyFixture fixture(family.toStdString());
        const auto batch = fixture.batch(fixture.samples(3));
        const auto model = buildModel(fixture.loaded().config, *fixture.loaded().family, kMeta);
        for (auto& parameter : model->parameters())
            parameter.requires_grad_(true);
        LoraOptions lora;
        lora.useDora = true;
        applyLora(*model, {linearModules(*model).begin()->first}, lora, 1);
        const test::DeviceWatch watch;
        const auto output = model->forward(batch);
        QVERIFY(output.lossSum.is_meta());
        output.lossSum.backward();
        for (const auto& item : model->named_parameters())
            QVERIFY2(item.value().is_meta() && (!item.value().grad().defined() || item.value().grad().is_meta()), item.key().c_str());
        std::string named;
        for (const auto& name : test::DeviceWatch::leaks())
            named += name + " ";
        QVERIFY2(named.empty(), named.c_str());
        QVERIFY(test::DeviceWatch::operators() > 100);
        // Every parameter that learns on the CPU learns there too.
        fixture.model().forward(fixture.batch(fixture.samples(3))).lossSum.backward();
        for (const auto& item : fixture.model().named_parameters())
            if (auto* there = model->named_parameters().find(item.key()))
                QCOMPARE(there->grad().defined(), item.value().grad().defined());
    }
};

LK_TEST_CLASS(MetaTest);
#include "meta_test.moc"
