#pragma once
/// @file A tokenizer with a template's stop words as special tokens, as LLaMA-Factory sets it up.

#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

#include <memory>

namespace lorikeet {

/// The same tokenizer where the template asks for nothing that it lacks. Else stop words that it doesn't know become special tokens behind
/// its last id (they are cut out of the text first), and the first stop word is EOS where the template replaces it.
std::shared_ptr<const Tokenizer> extendForTemplate(std::shared_ptr<const Tokenizer> tokenizer, const ChatTemplate& chatTemplate);

} // namespace lorikeet
