#include "core/models/sample_view.h"

#include "core/models/picture_reader.h"

namespace lorikeet {
namespace {

Encoded encodeForLook(const Processor& processor, const Sample& sample)
{
    if (sample.isText == processor.options().isPlainText)
        return processor.encode(sample, WithPixels::ForLook);
    EncodeOptions options = processor.options();
    options.isPlainText = sample.isText;
    options.beginsWithBos = sample.isText;
    return processor.withOptions(options)->encode(sample, WithPixels::ForLook);
}

/// Of a sample that can't be encoded: the picture alone.
ViewedPicture viewPicture(const Processor& processor, const std::string& file, bool keepsStored)
{
    ViewedPicture picture;
    PixelData pixels;
    DecodeProblem problem; // Encoded::issues holds what is wrong already.
    const PictureReader reader{*processor.images(), processor.options().imageMaxPixels, processor.options().imageMinPixels, keepsStored};
    picture.facts = reader.read(file, pixels, problem, &picture.seen);
    return picture;
}

} // namespace

SampleView viewSample(const Processor& processor, const Sample& sample)
{
    SampleView view;
    view.encoded = encodeForLook(processor, sample);
    if (processor.images() == nullptr)
        return view;
    size_t next = 0;
    for (const std::string& file : sample.images) {
        std::vector<SeenImage>& images = view.encoded.images;
        if (next < images.size() && images[next].file == file) {
            view.pictures.push_back({images[next], std::move(view.encoded.seen[next]), {}});
            ++next;
        } else {
            view.pictures.push_back(viewPicture(processor, file, sample.keepsStoredOrientation));
        }
        if (ViewedPicture& picture = view.pictures.back(); picture.facts)
            picture.tokens = processor.images()->tokenPlaces(picture.facts->given);
    }
    view.encoded.seen.clear();
    return view;
}

} // namespace lorikeet
