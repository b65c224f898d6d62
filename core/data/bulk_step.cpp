#include "core/data/bulk_step.h"

#include "core/data/parallel.h"

#include <iterator>

namespace lorikeet {
namespace {

constexpr size_t kPiece = 512;

struct Piece {
    EditBlock block;
    std::vector<ContentPatch> patches;
    std::vector<size_t> rows;
};

} // namespace

Text withCount(Text label, size_t count)
{
    if (label.id.find("%1") != std::string::npos && label.args.empty())
        label.args = {std::to_string(count)};
    return label;
}

BulkStep makeBulkStep(const std::vector<Sample>& samples, const std::vector<size_t>& rows, const BulkEdit& edit, const EditJournal& journal)
{
    std::vector<Piece> pieces((rows.size() + kPiece - 1) / kPiece);
    parallelFor(rows.size(), kPiece, [&](size_t begin, size_t end) {
        Piece& piece = pieces[begin / kPiece];
        piece.block = journal.newBlock();
        for (size_t i = begin; i < end; ++i) {
            const Sample& sample = samples[rows[i]];
            const auto after = changedContent(sample, edit);
            if (!after)
                continue;
            piece.block.add(sample.id, sample.content(), *after);
            piece.patches.push_back(patchBetween(sample.content(), *after));
            piece.rows.push_back(rows[i]);
        }
    });
    BulkStep step;
    step.block = journal.newBlock();
    for (Piece& piece : pieces) {
        step.block.append(std::move(piece.block));
        std::move(piece.patches.begin(), piece.patches.end(), std::back_inserter(step.patches));
        step.rows.insert(step.rows.end(), piece.rows.begin(), piece.rows.end());
        piece = Piece();
    }
    step.label = withCount(edit.label, step.rows.size());
    return step;
}

} // namespace lorikeet
