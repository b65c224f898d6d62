#pragma once
/// @file A run's events as a progress line for people.

#include "core/run/event.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet::cli {

/// Hands each event to several sinks.
class TeeSink : public EventSink {
public:
    explicit TeeSink(std::vector<EventSink*> sinks) : sinks_(std::move(sinks)) {}
    void emit(const Event& event) override;

private:
    std::vector<EventSink*> sinks_;
};

/// One line that is overwritten on a terminal, else a line a logged step.
class ConsoleProgress : public EventSink {
public:
    explicit ConsoleProgress(std::FILE* out);
    void emit(const Event& event) override;
    /// Ends the overwritten line.
    void finish();

    const std::optional<Step>& lastStep() const { return lastStep_; }
    std::optional<double> lastEvalLoss() const { return lastEvalLoss_; }

private:
    void showStep(const Step& step);
    void line(const std::string& text);

    std::FILE* out_;
    bool isTerminal_;
    size_t width_ = 0; ///< Of the line that may be overwritten.
    std::optional<Step> lastStep_;
    std::optional<double> lastEvalLoss_;
};

/// `1:02:03` or `4:05`.
std::string clockText(double seconds);

} // namespace lorikeet::cli
