#pragma once
/// @file Colours keys and comments of YAML.

#include <QSyntaxHighlighter>

namespace lorikeet {

class Theme;

class YamlHighlighter : public QSyntaxHighlighter {
    Q_OBJECT

public:
    YamlHighlighter(Theme& theme, QTextDocument* document);

protected:
    void highlightBlock(const QString& text) override;

private:
    Theme& theme_;
};

} // namespace lorikeet
