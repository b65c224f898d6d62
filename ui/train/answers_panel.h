#pragma once
/// @file The pinned pictures of a run with the answer before training and the newest one.

#include "core/run/run_folder.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace lorikeet {

class Card;

class AnswersPanel : public QWidget {
    Q_OBJECT

public:
    explicit AnswersPanel(QWidget* parent = nullptr);
    void setHistory(const RunHistory& history);
    int count() const { return static_cast<int>(pinned_.size()); }

private:
    struct Pinned {
        Card* card = nullptr;
        QLabel* picture = nullptr;
        QLabel* answers = nullptr;
    };
    Pinned& pinnedFor(const SampleText& sample);
    void loadPicture(QLabel* label, const std::string& file);

    QLabel* empty_;
    QVBoxLayout* column_;
    std::map<std::string, Pinned> pinned_;
};

} // namespace lorikeet
