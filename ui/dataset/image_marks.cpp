#include "ui/dataset/image_marks.h"

#include "core/data/sample.h"
#include "ui/theme/theme.h"

namespace lorikeet {

ImageMarks::ImageMarks(Theme& theme, QTextDocument* document) : QSyntaxHighlighter(document), theme_(theme)
{
    connect(&theme_, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void ImageMarks::highlightBlock(const QString& text)
{
    static const QString kMark = QString::fromLatin1(kImagePlaceholder.data(), static_cast<qsizetype>(kImagePlaceholder.size()));
    QTextCharFormat format;
    format.setBackground(theme_.colours().accentSoft);
    format.setForeground(theme_.colours().accentStrong);
    format.setFontWeight(QFont::DemiBold);
    for (qsizetype at = text.indexOf(kMark); at >= 0; at = text.indexOf(kMark, at + kMark.size()))
        setFormat(static_cast<int>(at), static_cast<int>(kMark.size()), format);
}

} // namespace lorikeet
