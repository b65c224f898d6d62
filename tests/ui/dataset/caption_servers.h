#pragma once
/// @file Shell scripts that answer as `lorikeet-cli generate --serve` does. (moc can't read them in a file that it reads.)

namespace lorikeet {

extern const char* const kCaptionServer; ///< "caption N" to its Nth question, an error to the third; writes what it was asked into asked.txt.
extern const char* const kOneAnswerServer; ///< "caption 1" to its first question, and nothing more.
extern const char* const kSilentServer;  ///< Is ready and never answers.

} // namespace lorikeet
