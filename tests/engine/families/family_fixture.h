#pragma once
/// @file A tiny model of one family with real samples: encoded by its own processor, pictures and all.

#include "core/base/file.h"
#include "core/demo/draw.h"
#include "core/models/builders.h"
#include "core/models/processor.h"
#include "core/train/collator.h"
#include "support/tiny_family.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

namespace lorikeet::test {

class FamilyFixture {
public:
    /// @param isTrained parameters that train; unset = all
    explicit FamilyFixture(const std::string& name, std::function<bool(const std::string&)> isTrained = [](const std::string&) { return true; })
        : folder_(makeTinyFamily(temporary_.path() + "/model", name).toStdString()), processor_(Processor::load(folder_, "auto", EncodeOptions{})),
          loaded_(loadModel(folder_, {.device = torch::kCPU, .computeDtype = torch::kFloat32, .isTrained = std::move(isTrained)}))
    {
    }

    CausalLm& model() { return *loaded_.model; }
    LoadedModel& loaded() { return loaded_; }
    const Processor& processor() const { return *processor_; }
    const std::string& folder() const { return folder_; }

    /// Conversations of different length; every third without a picture, every fourth with two (text families: none).
    std::vector<Encoded> samples(size_t count)
    {
        static const std::vector<std::string> kAnswers{"a red circle.", "nothing.", "two squares, far apart", "blue", "I can't say", "six", "yes!", "a cat on a mat"};
        std::vector<Encoded> list;
        for (size_t i = 0; i < count; ++i) {
            Sample sample;
            sample.id = sample.file = std::to_string(i);
            const size_t pictures = processor_->images() == nullptr || i % 3 == 1 ? 0 : i % 4 == 2 ? 2 : 1;
            std::string question;
            for (size_t p = 0; p < pictures; ++p) {
                question += kImagePlaceholder;
                sample.images.push_back(picture(static_cast<int>(60 + 9 * i + 5 * p), static_cast<int>(44 + 3 * p), static_cast<int>(i * 3 + p)));
            }
            sample.messages = {{Role::User, question + "What is in " + std::to_string(i) + "?"}, {Role::Assistant, kAnswers[i % kAnswers.size()]}};
            list.push_back(processor_->encode(sample));
            for (const auto& issue : list.back().issues)
                qWarning("%s", issue.message.english().c_str());
            if (!list.back().isUsable())
                qFatal("a sample of the family can't be encoded");
        }
        return list;
    }

    Batch batch(const std::vector<Encoded>& rows) const
    {
        std::vector<const Encoded*> pointers;
        size_t samples = 0;
        for (const auto& row : rows) {
            pointers.push_back(&row);
            samples += std::max<size_t>(1, row.sampleLengths.size());
        }
        std::vector<int64_t> indices(samples);
        std::iota(indices.begin(), indices.end(), int64_t{0});
        return collate(pointers, indices, processor_->tokenizer().padId());
    }

    /// Gradients of everything that trains, by name.
    std::map<std::string, torch::Tensor> gradients()
    {
        std::map<std::string, torch::Tensor> found;
        for (auto& item : model().named_parameters()) {
            if (item.value().grad().defined())
                found[item.key()] = item.value().grad().clone();
            item.value().mutable_grad() = torch::Tensor();
        }
        return found;
    }

private:
    std::string picture(int width, int height, int seed)
    {
        Image image{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height) * 3)};
        for (size_t i = 0; i < image.rgb.size(); ++i)
            image.rgb[i] = static_cast<uint8_t>((i * static_cast<size_t>(seed + 7) * 2654435761U) >> 13);
        const auto path = temporary_.path().toStdString() + "/" + std::to_string(seed) + "-" + std::to_string(width) + ".png";
        writeFileAtomically(path, demo::encodePicture(image, demo::PictureFormat::Png));
        return path;
    }

    QTemporaryDir temporary_;
    std::string folder_;
    std::shared_ptr<const Processor> processor_;
    LoadedModel loaded_;
};

/// Largest absolute difference of two sets of gradients; infinite where one lacks what the other has.
inline double difference(const std::map<std::string, torch::Tensor>& a, const std::map<std::string, torch::Tensor>& b)
{
    double worst = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
    for (const auto& [name, gradient] : a)
        worst = std::max(worst, b.contains(name) ? (gradient - b.at(name)).abs().max().item<double>() : std::numeric_limits<double>::infinity());
    return worst;
}

/// A row a family.
inline void addFamilies()
{
    QTest::addColumn<QString>("family");
    for (const auto* family : families())
        QTest::newRow(family->name().c_str()) << QString::fromStdString(family->name());
}

} // namespace lorikeet::test
