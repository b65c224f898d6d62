#include "caption_servers.h"

namespace lorikeet {

const char* const kCaptionServer = R"sh(
echo '{"ready": true, "model": "fake"}'
n=0
while read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
  case "$line" in *'"cancel"'*) continue ;; esac
  n=$((n + 1))
  printf '%s\n' "$line" >> "$(dirname "$0")/asked.txt"
  if [ $n = 3 ]; then echo "{\"id\": \"$id\", \"error\": \"picture is damaged\", \"hint\": \"leave it out\"}"
  else echo "{\"id\": \"$id\", \"done\": true, \"text\": \" caption $n \", \"tokens\": 1, \"seconds\": 0.1}"; fi
done
)sh";

const char* const kOneAnswerServer = R"sh(
echo '{"ready": true, "model": "fake"}'
n=0
while read -r line; do
  id=$(printf '%s' "$line" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
  n=$((n + 1))
  if [ $n = 1 ]; then echo "{\"id\": \"$id\", \"done\": true, \"text\": \"caption 1\", \"tokens\": 1, \"seconds\": 0.1}"; fi
done
)sh";

/// Is ready and never answers.
const char* const kSilentServer = R"sh(
echo '{"ready": true, "model": "fake"}'
while read -r line; do sleep 0.01; done
)sh";

} // namespace lorikeet
