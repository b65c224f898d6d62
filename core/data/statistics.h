#pragma once
/// @file The numbers of a dataset: how many, how long, how large, which words.

#include "core/data/filter/data_view.h"

#include <functional>
#include <string>
#include <vector>

namespace lorikeet {

/// How often values fall into each of several ranges of one width.
struct Histogram {
    double from = 0;            ///< Where the first range begins.
    double step = 1;            ///< Width of each.
    std::vector<size_t> counts; ///< [from + i*step, from + (i+1)*step); the last one holds its end and all beyond too.
    size_t known = 0;           ///< Samples that have the value.
    double least = 0;
    double most = 0;
    double mean = 0;
    double median = 0;
    double p95 = 0;             ///< 95 of 100 are at most this.
};

struct NameCount {
    std::string name;
    size_t count = 0;
};

struct DatasetCounts {
    std::string name;
    size_t samples = 0;
    size_t pictures = 0;  ///< Of all samples together; a picture used twice counts twice.
    size_t captioned = 0; ///< With an answer that is not blank.
    size_t accepted = 0;
    size_t rejected = 0;
    size_t edited = 0;
    size_t excluded = 0;
    size_t human = 0;     ///< By who wrote the answer.
    size_t model = 0;
    size_t editedOrigin = 0;
};

struct Statistics {
    DatasetCounts all;                  ///< name = "".
    std::vector<DatasetCounts> datasets; ///< In the order in which they come.
    Histogram words;                    ///< Of the answers that are not blank.
    Histogram characters;
    Histogram tokens;                   ///< Empty where nothing was counted yet; so are the next four.
    Histogram pictureTokens;
    Histogram widths;
    Histogram heights;
    Histogram aspects;                  ///< Width to height.
    Histogram turns;
    std::vector<NameCount> topWords;    ///< Of the answers, most frequent first, without the commonest little words of some languages.
    std::vector<NameCount> tags;        ///< All, most frequent first.
};

struct StatisticsOptions {
    std::vector<uint32_t> rows;  ///< Which samples; empty = all.
    size_t topWords = 50;
    size_t bins = 40;            ///< At most, of each histogram.
};
/// In parallel. `isCancelled` is asked now and then; what comes back then is incomplete.
Statistics computeStatistics(const DataView& view, const StatisticsOptions& options = {}, const std::function<bool()>& isCancelled = {});

/// Of finite values; NaN are left out.
Histogram makeHistogram(std::vector<double> values, size_t maxBins);

} // namespace lorikeet
