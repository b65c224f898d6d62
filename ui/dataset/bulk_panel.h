#pragma once
/// @file "Change many": one change to the chosen, the shown or all examples, seen before it is done, one undo step afterwards.

#include "core/data/bulk_edit.h"
#include "ui/widgets/card.h"

#include <QTimer>

#include <optional>
#include <vector>

class QButtonGroup;
class QComboBox;
class QLabel;
class QListView;
class QRadioButton;

namespace lorikeet {

class BulkForm;
class BulkPreviewModel;
class GalleryView;
class PrimaryButton;
class ProjectSession;
class SampleList;
class Theme;

class BulkPanel : public Card {
    Q_OBJECT

public:
    BulkPanel(ProjectSession& session, const SampleList& list, const GalleryView& gallery, Theme& theme, QWidget* parent = nullptr);
    /// It comes to the front.
    void begin();

public Q_SLOTS:
    /// Other rows are chosen or shown.
    void onScopeChanged();

Q_SIGNALS:
    void closed();

private:
    enum class Scope { Chosen, Shown, All };
    void build(Theme& theme);
    void showScopes();
    std::vector<size_t> rows() const;
    Scope scope() const;
    std::optional<BulkEdit> edit();
    void previewSoon();
    void preview();
    void showPreview(const BulkPreview& preview, size_t of);
    void showMessage(const QString& text, const char* role);
    void updateButton();
    void apply();

    ProjectSession& session_;
    const SampleList& list_;
    const GalleryView& gallery_;
    QComboBox* action_;
    BulkForm* form_;
    QButtonGroup* scopes_;
    QLabel* message_;
    QListView* preview_;
    BulkPreviewModel* examples_;
    PrimaryButton* apply_;
    QTimer pause_;
    size_t count_ = 0;  ///< Samples that the preview says would change.
    int generation_ = 0; ///< Counts previews: only the newest is shown.
};

} // namespace lorikeet
