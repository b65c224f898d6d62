#!/usr/bin/env bash
# Makes the weights and the tokenizer in resources/starters from nothing but generated pictures, with lorikeet-cli's own trainer.
#
#   tools/starters/make_starters.sh LORIKEET_CLI WORK_FOLDER
#
# WORK_FOLDER must be new or empty. LORIKEET_TEST_PYTHON names a Python with torch, transformers, tokenizers and safetensors (the test
# environment has them). Afterwards: the three LLaVA-road starters share one language model and two of them a vision tower; the unified
# starter (Qwen2-VL's design) has a copy of that language model, which learned on together with a tower of its own.
set -euo pipefail
cli=$(realpath "$1")
work=$(realpath -m "$2")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
starters=$here/../../resources/starters
python=${LORIKEET_TEST_PYTHON:-python3}
pictures=${PICTURES:-30000}

echo "1. Pictures, questions and answers"
"$cli" demo "$work/corpus" --corpus "$pictures" --seed 1
"$cli" demo "$work/texts"

echo "2. A tokenizer of their texts"
"$python" "$here/make_tokenizer.py" "$starters/common/tokenizer.json" "$work/corpus/data/corpus.json" \
  "$work/texts/data/"{captions,descriptions,questions,words}_train.json

echo "3. A model of random numbers"
"$python" "$here/parts.py" random "$starters" 1
"$cli" demo "$work/random"

echo "4. Everything learns together"
"$cli" train "$here/joint.yaml" "model_name_or_path=$work/random/models/aligned-starter" "dataset_dir=$work/corpus/data" \
  "output_dir=$work/joint" "${@:3}"

echo "5. The trained model, taken apart"
"$python" "$here/parts.py" split "$work/joint" "$starters"

echo "6. The unified design: the same pieces with other markers, the trained language model, a tower of random numbers"
"$python" "$here/make_unified_tokenizer.py" "$starters/common/tokenizer.json" "$starters/unified/tokenizer.json"
"$python" "$here/parts.py" unified "$starters" 1
"$cli" demo "$work/unified"

echo "7. It learns as a whole"
"$cli" train "$here/unified.yaml" "model_name_or_path=$work/unified/models/unified-starter" "dataset_dir=$work/corpus/data" \
  "output_dir=$work/unified-joint" "${@:3}"
"$python" "$here/parts.py" whole "$work/unified-joint" "$starters"
