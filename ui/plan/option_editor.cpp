#include "ui/plan/option_editor.h"

#include "ui/widgets/guarded.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QWheelEvent>

#include <limits>

namespace lorikeet {
namespace {

using Commit = std::function<void(const std::string&)>;

/// A wheel over a form scrolls the form; only the focused control may take it.
class WheelGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (event->type() != QEvent::Wheel || widget == nullptr || widget->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

void guardWheel(QWidget* widget)
{
    widget->setFocusPolicy(Qt::StrongFocus);
    widget->installEventFilter(new WheelGuard(widget));
}

/// A double-quoted YAML scalar.
std::string quoted(const QString& text)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\\'), QStringLiteral("\\\\")).replace(QLatin1Char('"'), QStringLiteral("\\\""));
    escaped.replace(QLatin1Char('\n'), QStringLiteral("\\n")).replace(QLatin1Char('\t'), QStringLiteral("\\t"));
    return (QLatin1Char('"') + escaped + QLatin1Char('"')).toStdString();
}

OptionEditor makeFlag(const Option& option, const Commit& commit, QWidget* parent)
{
    auto* box = new QCheckBox(parent);
    QObject::connect(box, &QCheckBox::toggled, box, [commit](bool isOn) { commit(isOn ? "true" : "false"); });
    return {box, [box, &option] {
                const QSignalBlocker quiet(box);
                box->setChecked(*std::get<bool*>(option.field));
            }};
}

OptionEditor makeInteger(const Option& option, const Commit& commit, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    // Core checks the range, so that the message can say what is allowed.
    box->setRange(std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
    box->setKeyboardTracking(false);
    box->setGroupSeparatorShown(true);
    box->setAccelerated(true);
    guardWheel(box);
    QObject::connect(box, &QSpinBox::valueChanged, box, [commit](int value) { commit(std::to_string(value)); });
    return {box, [box, &option] {
                const QSignalBlocker quiet(box);
                box->setValue(*std::get<int*>(option.field));
            }};
}

OptionEditor makeNumber(const Option& option, const Commit& commit, QWidget* parent)
{
    auto* box = new NumberBox(parent);
    box->setKeyboardTracking(false);
    guardWheel(box);
    QObject::connect(box, &QDoubleSpinBox::valueChanged, box,
        [commit](double value) { commit(QString::number(value, 'g', 12).toStdString()); });
    return {box, [box, &option] {
                const QSignalBlocker quiet(box);
                box->setValue(*std::get<double*>(option.field));
            }};
}

OptionEditor makeChoice(const Option& option, const Commit& commit, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    for (const auto& choice : option.choices)
        box->addItem(QString::fromStdString(choice));
    guardWheel(box);
    QObject::connect(box, &QComboBox::textActivated, box, [commit](const QString& text) { commit(quoted(text)); });
    return {box, [box, &option] {
                const QSignalBlocker quiet(box);
                const auto text = QString::fromStdString(*std::get<std::string*>(option.field));
                if (box->findText(text) < 0)
                    box->addItem(text);
                box->setCurrentText(text);
            }};
}

/// A line whose YAML text is made and read by two functions.
OptionEditor makeLine(QWidget* parent, const Commit& commit, const std::function<QString()>& shown,
    const std::function<std::string(const QString&)>& toYaml, const QString& placeholder = {})
{
    auto* line = new QLineEdit(parent);
    line->setPlaceholderText(placeholder);
    QObject::connect(line, &QLineEdit::editingFinished, line, [line, commit, shown, toYaml] {
        if (line->text() != shown() || line->property("isRefused").toBool())
            commit(toYaml(line->text()));
    });
    return {line, [line, shown] {
                const QSignalBlocker quiet(line);
                if (line->text() != shown())
                    line->setText(shown());
            }};
}

OptionEditor makeWord(const Option& option, const Commit& commit, QWidget* parent)
{
    auto* field = std::get<std::string*>(option.field);
    return makeLine(parent, commit, [field] { return QString::fromStdString(*field); }, quoted);
}

OptionEditor makePath(const Option& option, const Commit& commit, QWidget* parent)
{
    auto editor = makeWord(option, commit, parent);
    auto* holder = new QWidget(parent);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    auto* line = static_cast<QLineEdit*>(editor.widget);
    auto* browse = new QToolButton(holder);
    browse->setText(QStringLiteral("…"));
    browse->setAccessibleName(QCoreApplication::translate("OptionEditor", "Choose a folder"));
    row->addWidget(line, 1);
    row->addWidget(browse);
    holder->setFocusProxy(line);
    QObject::connect(browse, &QToolButton::clicked, holder, [holder, line, commit] {
        const auto folder = QFileDialog::getExistingDirectory(holder, {}, line->text());
        if (!folder.isEmpty())
            commit(quoted(folder));
    });
    return {holder, editor.refresh};
}

/// Lists are edited as YAML's own flow form without its brackets.
OptionEditor makeList(const Option& option, const Commit& commit, QWidget* parent)
{
    const auto shown = [&option] {
        auto text = QString::fromStdString(option.value()).trimmed();
        if (text.startsWith(QLatin1Char('[')) && text.endsWith(QLatin1Char(']')))
            text = text.mid(1, text.size() - 2).trimmed();
        return text;
    };
    return makeLine(parent, commit, shown, [](const QString& text) { return (QStringLiteral("[") + text + QStringLiteral("]")).toStdString(); },
        QCoreApplication::translate("OptionEditor", "none; several with commas"));
}

/// Optional numbers and whole numbers beyond a spin box: an empty line is "unset".
OptionEditor makeText(const Option& option, const Commit& commit, QWidget* parent)
{
    const auto shown = [&option] {
        const auto text = QString::fromStdString(option.value());
        return text == QLatin1String("null") ? QString() : text;
    };
    return makeLine(parent, commit, shown,
        [](const QString& text) { return text.trimmed().isEmpty() ? std::string("null") : text.trimmed().toStdString(); },
        QCoreApplication::translate("OptionEditor", "automatic"));
}

} // namespace

OptionEditor makeOptionEditor(const Option& option, const Commit& commit, QWidget* parent)
{
    if (std::holds_alternative<bool*>(option.field))
        return makeFlag(option, commit, parent);
    if (std::holds_alternative<int*>(option.field))
        return makeInteger(option, commit, parent);
    if (std::holds_alternative<double*>(option.field))
        return makeNumber(option, commit, parent);
    if (std::holds_alternative<std::string*>(option.field)) {
        if (!option.choices.empty())
            return makeChoice(option, commit, parent);
        return option.isPath ? makePath(option, commit, parent) : makeWord(option, commit, parent);
    }
    if (option.kind() == OptionKind::List)
        return makeList(option, commit, parent);
    return makeText(option, commit, parent);
}

NumberBox::NumberBox(QWidget* parent) : QDoubleSpinBox(parent)
{
    setDecimals(12);
    setRange(-1e12, 1e12);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
}

QString NumberBox::textFromValue(double value) const
{
    return QString::number(value, 'g', 8);
}

double NumberBox::valueFromText(const QString& text) const
{
    return text.trimmed().toDouble();
}

QValidator::State NumberBox::validate(QString& text, int&) const
{
    bool isNumber = false;
    const double value = text.trimmed().toDouble(&isNumber);
    if (isNumber)
        return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Invalid;
    static const QRegularExpression partial(QStringLiteral("^\\s*[-+]?[0-9]*\\.?[0-9]*([eE][-+]?[0-9]*)?\\s*$"));
    return partial.match(text).hasMatch() ? QValidator::Intermediate : QValidator::Invalid;
}

} // namespace lorikeet
