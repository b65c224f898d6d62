#pragma once
/// @file One finding of the Data Doctor: what it is, how many, a few of its pictures, and what can be done.

#include "core/data/doctor/doctor.h"
#include "ui/widgets/card.h"

#include <functional>
#include <memory>

class QTableView;

namespace lorikeet {

class LinkButton;
class PathThumbnails;
class Theme;

class FindingCard : public Card {
    Q_OBJECT

public:
    /// @param fixes its buttons, the recommended one first
    /// @param files pictures of its first samples
    FindingCard(std::shared_ptr<const DoctorReport> report, const RuleFindings& findings, const std::vector<FixKind>& fixes, const QStringList& files,
        PathThumbnails& thumbnails, Theme& theme, QWidget* parent = nullptr);
    const QString& rule() const { return rule_; }
    bool isExpanded() const { return list_ != nullptr; }
    void setExpanded(bool isExpanded);
    /// Where nothing can be changed, it can still be looked at.
    void setCanFix(bool canFix);

Q_SIGNALS:
    void fixRequested(const QString& rule, FixKind kind);
    /// Its samples in the gallery.
    void showRequested(const QString& rule);
    /// This sample in the gallery.
    void sampleRequested(size_t sample);
    void expanded(const QString& rule, bool isExpanded);

private:
    void buildButtons(const RuleFindings& findings, const std::vector<FixKind>& fixes);
    QPushButton* addButton(const QString& text, const QString& name, std::function<void()> act);
    Theme& theme_;
    std::shared_ptr<const DoctorReport> report_;
    QString rule_;
    std::vector<size_t> issues_;
    QLayout* buttons_ = nullptr;
    std::vector<QPushButton*> changing_; ///< Buttons that change the project.
    LinkButton* toggle_ = nullptr;
    QTableView* list_ = nullptr;
};

/// "Must fix", "Should look", "Worth knowing": a word beside the colour.
QString severityWord(Severity severity);

} // namespace lorikeet
