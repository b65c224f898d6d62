#pragma once
/// @file Shell scripts that answer as `lorikeet-cli generate --serve` does. (moc can't read them in a file that it reads.)

namespace lorikeet {

/// Answers every question in two pieces; "adapter" questions with another text. Understands cancel by ending the answer.
const char* const kServer = R"sh(
echo '{"ready": true, "model": "fake"}'
while read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
  case "$line" in
    *'"cancel"'*) continue ;;
    *checkpoint-20*) text='colour 0 of them' ;;
    *) text='some colour' ;;
  esac
  echo "{\"id\": \"$id\", \"delta\": \"some \"}"
  echo "{\"id\": \"$id\", \"done\": true, \"text\": \"$text\", \"tokens\": 3, \"seconds\": 0.1}"
done
)sh";

/// Begins an answer and ends it only when it is told to cancel.
const char* const kSlowServer = R"sh(
echo '{"ready": true, "model": "fake"}'
while read -r line; do
  case "$line" in
    *'"cancel"'*) echo "{\"id\": \"$id\", \"done\": true, \"text\": \"half\", \"tokens\": 1, \"seconds\": 0.1}" ; continue ;;
  esac
  id=$(printf '%s' "$line" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
  echo "{\"id\": \"$id\", \"delta\": \"hal\"}"
done
)sh";

/// Can't answer the first question.
const char* const kServerThatFailsOnce = R"sh(
echo '{"ready": true, "model": "fake"}'
n=0
while read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
  n=$((n + 1))
  if [ $n = 1 ]; then echo "{\"id\": \"$id\", \"error\": \"picture is damaged\", \"hint\": \"leave it out\"}"
  else echo "{\"id\": \"$id\", \"done\": true, \"text\": \"ok\", \"tokens\": 1, \"seconds\": 0.1}"; fi
done
)sh";

} // namespace lorikeet
