#include "ui/plan/yaml_highlighter.h"

#include "ui/theme/theme.h"

#include <QRegularExpression>

namespace lorikeet {

YamlHighlighter::YamlHighlighter(Theme& theme, QTextDocument* document) : QSyntaxHighlighter(document), theme_(theme)
{
    connect(&theme_, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void YamlHighlighter::highlightBlock(const QString& text)
{
    static const QRegularExpression key(QStringLiteral("^\\s*[A-Za-z_][A-Za-z0-9_]*(?=:)"));
    static const QRegularExpression comment(QStringLiteral("(^|\\s)#.*$"));
    if (const auto match = key.match(text); match.hasMatch())
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), theme_.colours().accentStrong);
    if (const auto match = comment.match(text); match.hasMatch())
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), theme_.colours().textQuiet);
}

} // namespace lorikeet
