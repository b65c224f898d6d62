#pragma once
/// @file A test for each kind of field. @throws Error naming the value's place where it makes no sense.

#include "core/data/filter/node.h"

namespace lorikeet {

FilterNode makeFoldedTest(const FieldTerm& term);  ///< text, answer, question, system, file
FilterNode makeDatasetTest(const FieldTerm& term);
FilterNode makeTagTest(const FieldTerm& term);
FilterNode makeModelTest(const FieldTerm& term);
FilterNode makeColumnTest(const FieldTerm& term);  ///< Compared as numbers where both are.
FilterNode makeNumberTest(const FieldTerm& term);
FilterNode makeOriginTest(const FieldTerm& term);
FilterNode makeReviewTest(const FieldTerm& term);
FilterNode makeHasTest(const FieldTerm& term);
FilterNode makeIsTest(const FieldTerm& term);
FilterNode makeIssueTest(const FieldTerm& term);
FilterNode makeDuplicateTest(const FieldTerm& term);

std::vector<std::string> hasWords(); ///< What can follow "has:".
std::vector<std::string> isWords();

/// "12", "1.5", "16/9"; nullopt for anything else.
std::optional<double> readNumber(std::string_view text);
/// Tests a number; the term's value may be a range `a..b`, `a..` or `..b`. NaN passes none. @throws Error naming the place.
std::function<bool(double)> makeNumberPredicate(const FieldTerm& term);
/// Tests a folded text: holds, equals or matches. @throws Error for < and >.
std::function<bool(std::string_view)> makeTextPredicate(const FieldTerm& term);

} // namespace lorikeet
