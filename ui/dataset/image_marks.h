#pragma once
/// @file Draws each `<image>` of a text as a mark, so that nobody takes it for words.

#include <QSyntaxHighlighter>

namespace lorikeet {

class Theme;

class ImageMarks : public QSyntaxHighlighter {
    Q_OBJECT

public:
    ImageMarks(Theme& theme, QTextDocument* document);

protected:
    void highlightBlock(const QString& text) override;

private:
    Theme& theme_;
};

} // namespace lorikeet
