#include "core/data/formats/row_stream.h"

namespace lorikeet {
namespace {

class LineSplitter : public RowSplitter {
public:
    size_t split(std::string_view bytes, size_t from, size_t open, bool isLast, std::vector<Event>& rows) override
    {
        size_t begin = open == std::string::npos ? from : open;
        for (size_t at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
            rows.push_back({begin, at});
            begin = at + 1;
        }
        if (begin >= bytes.size())
            return std::string::npos;
        if (!isLast)
            return begin;
        rows.push_back({begin, bytes.size()});
        return std::string::npos;
    }
};

} // namespace

std::unique_ptr<RowSplitter> makeLineSplitter()
{
    return std::make_unique<LineSplitter>();
}

} // namespace lorikeet
