#include "core/config/foreign_keys.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/config/yaml_node.h"
#include "core/config/yaml_scalar.h"

#include <sstream>

namespace lorikeet {
namespace {

/// Keys separated by blanks (a final * stands for any ending), and what happens instead.
struct Accepted {
    const char* keys;
    const char* note;
};

const Accepted kAccepted[] = {
    {"trust_remote_code", LK_TEXT("%1 is not needed: the models are built in, no code of a model folder is run.")},
    {"report_to run_name logging_dir use_swanlab swanlab_* ray_* trackio_* project hub_private_repo",
        LK_TEXT("%1 is left out: progress is written to trainer_log.jsonl, nothing is sent anywhere.")},
    {"hf_hub_token ms_hub_token om_hub_token push_to_hub hub_* cache_dir model_revision",
        LK_TEXT("%1 is left out: models and data are read from this machine, nothing is fetched from or sent to a hub.")},
    {"deepspeed ddp_* fsdp fsdp_* local_rank accelerator_config parallelism_config average_tokens_across_devices parallel_mode data_shared_file_system",
        LK_TEXT("%1 is left out: this version trains in one process on one device.")},
    {"overwrite_cache preprocessing_batch_size tokenized_path buffer_size",
        LK_TEXT("%1 is left out: data is read anew at each start, which takes moments.")},
    {"dataloader_* remove_unused_columns label_names prediction_loss_only eval_accumulation_steps batch_eval_metrics eval_do_concat_batches",
        LK_TEXT("%1 is left out: loading and batching arrange themselves.")},
    {"use_fast_tokenizer", LK_TEXT("%1 is not needed: there is one tokenizer, which gives the same tokens.")},
    {"video_* audio_* use_audio_in_video", LK_TEXT("%1 has no effect: this version learns from pictures and text.")},
    {"gradient_checkpointing_kwargs use_reentrant_gc use_unsloth_gc",
        LK_TEXT("%1 is not needed: gradient_checkpointing: true has one way of computing layers twice, which changes no result.")},
    {"upcast_layernorm upcast_lmhead_output tf32 half_precision_backend bf16_full_eval fp16_full_eval fp16_opt_level low_cpu_mem_usage device_map",
        LK_TEXT("%1 is left out: compute_dtype decides, and sums that need it are kept in float32.")},
    {"enable_liger_kernel use_unsloth use_kt use_v1_kernels torch_compile torch_compile_* torch_empty_cache_steps jit_mode_eval use_ipex "
     "optim_target_modules use_liger_kernel liger_kernel_config",
        LK_TEXT("%1 is left out: it changes speed only, and the fast ways are always on here.")},
    {"save_safetensors export_legacy_format save_on_each_node", LK_TEXT("%1 is not needed: weights are always saved as safetensors.")},
    {"logging_first_step logging_strategy logging_nan_inf_filter disable_tqdm log_level log_level_replica log_on_each_node "
     "include_tokens_per_second include_effective_tokens_per_second print_param_status skip_memory_metrics include_for_metrics",
        LK_TEXT("%1 is left out: every log line holds loss, rate, gradient norm, speed and memory.")},
    {"full_determinism", LK_TEXT("%1 is called deterministic here; write deterministic: true.")},
    {"load_best_model_at_end metric_for_best_model greater_is_better eval_delay restore_callback_states_from_checkpoint",
        LK_TEXT("%1 is left out: the checkpoint with the lowest evaluation loss is marked, and you choose in Compare.")},
    {"infer_backend infer_dtype offload_folder use_kv_cache use_cache vllm_* sglang_* max_length length_penalty skip_special_tokens",
        LK_TEXT("%1 is left out: answers come from the built-in generator.")},
    {"export_*", LK_TEXT("%1 is left out: merge and export with lorikeet-cli export.")},
    {"pref_* dpo_label_smoothing simpo_gamma ld_alpha kto_* ppo_* ref_model ref_model_adapters ref_model_quantization_bit reward_model "
     "reward_model_adapters reward_model_quantization_bit reward_model_type",
        LK_TEXT("%1 has no effect: it belongs to learning from preferences, which comes later.")},
    {"galore_* apollo_* badam_* oft_* pissa_iter module_dropout quantization_method quantization_type quantization_device_map double_quantization "
     "bnb_* llama_pro_*",
        LK_TEXT("%1 has no effect: it belongs to a method that is not used in this run.")},
    {"ignore_data_skip past_index mp_parameters auto_find_batch_size_* seed_worker vllm_maxlen tool_format default_thinking",
        LK_TEXT("%1 is left out: it makes no difference here.")},
};

/// Keys that are accepted at an off value only.
struct Refused {
    const char* keys;
    const char* hint;
};

const Refused kRefused[] = {
    {"quantization_bit", LK_TEXT("Quantised base models come later. Remove the key, or choose a smaller model.")},
    {"use_galore use_apollo use_badam use_adam_mini use_muon use_mca use_hyper_parallel optim_args",
        LK_TEXT("This optimizer comes later. Remove the key: AdamW is used.")},
    {"pissa_init pissa_convert use_llama_pro mixture_of_depths shift_attn", LK_TEXT("This method comes later. Remove the key to train plain LoRA.")},
    {"rope_scaling", LK_TEXT("Longer contexts than the model's own come later. Remove the key.")},
    {"resize_vocab add_tokens add_special_tokens new_special_tokens new_special_tokens_config init_special_tokens split_special_tokens",
        LK_TEXT("Changing the vocabulary comes later. Remove the key.")},
    {"use_dft_loss use_asft_loss use_eaft_loss label_smoothing_factor moe_aux_loss_coef", LK_TEXT("Only the plain cross-entropy is built. Remove the key.")},
    {"lr_scheduler_kwargs", LK_TEXT("Each schedule runs with its usual settings. Remove the key.")},
    {"compute_accuracy eval_on_each_dataset", LK_TEXT("Remove the key; `lorikeet-cli evaluate` measures exact match.")},
    {"early_stopping_steps", LK_TEXT("Stopping by itself comes later. Remove the key, watch the evaluation loss and press Stop.")},
    {"train_from_scratch", LK_TEXT("Runs start from a model's weights. Remove the key.")},
    {"auto_find_batch_size", LK_TEXT("Remove the key and choose per_device_train_batch_size.")},
    {"streaming", LK_TEXT("All data is read at the start. Remove the key.")},
    {"image_do_pan_and_scan crop_to_patches", LK_TEXT("Cutting pictures into crops comes later. Remove the key.")},
    {"num_beams eval_num_beams", LK_TEXT("Answers are drawn or taken greedily; beams come later. Remove the key.")},
    {"use_cpu no_cuda", LK_TEXT("Write device: cpu instead.")},
    {"fp8 fp8_backend fp8_enable_fsdp_float8_all_gather", LK_TEXT("8-bit training comes later. Write compute_dtype: bfloat16.")},
    {"enable_tensorboard", LK_TEXT("Remove the key: the window plots the run.")},
};

bool isIn(const char* keys, const std::string& key)
{
    std::istringstream words(keys);
    for (std::string word; words >> word;)
        if (word == key || (word.back() == '*' && key.starts_with(word.substr(0, word.size() - 1))))
            return true;
    return false;
}

/// Whether the value asks for nothing: null, false, none, 0, [] or one beam.
bool isOff(const YamlNode& value)
{
    if (value.kind != YamlNode::Kind::Scalar)
        return value.items.empty() && value.entries.empty();
    const std::string text = toLowerAscii(trim(value.text));
    return value.isNull() || text.empty() || text == "none" || toFlag(text) == false || toNumber(text) == 0.0;
}

} // namespace

std::optional<Text> takeForeignKey(const std::string& key, const YamlNode& value)
{
    for (const auto& refused : kRefused) {
        if (!isIn(refused.keys, key))
            continue;
        const bool isOneBeam = key.ends_with("num_beams") && value.text == "1";
        if (!isOff(value) && !isOneBeam && !(key == "fp8_backend" && value.text == "auto"))
            throw Error(Text(LK_TEXT("%1: not built into this version (value \"%2\")."), key, value.text), Text(refused.hint));
        return Text();
    }
    for (const auto& accepted : kAccepted)
        if (isIn(accepted.keys, key))
            return value.isNull() ? Text() : Text(accepted.note, key);
    return std::nullopt;
}

std::vector<std::string> foreignKeyNames()
{
    std::vector<std::string> names;
    const auto add = [&](const char* keys) {
        std::istringstream words(keys);
        for (std::string word; words >> word;)
            if (word.back() != '*')
                names.push_back(word);
    };
    for (const auto& accepted : kAccepted)
        add(accepted.keys);
    for (const auto& refused : kRefused)
        add(refused.keys);
    return names;
}

void refuseForeignValue(const std::string& key, const YamlNode& value)
{
    struct Later {
        const char* key;
        const char* values;
        const char* hint;
    };
    static const Later kLater[] = {
        {"stage", "rm dpo kto ppo", LK_TEXT("Learning from preferences comes later. Write stage: sft with one good answer a question.")},
        {"finetuning_type", "oft", LK_TEXT("OFT comes later. Write finetuning_type: lora.")},
        {"optim", "adafactor adamw_8bit adamw_bnb_8bit paged_adamw_8bit paged_adamw_32bit sgd lion_32bit adamw_apex_fused",
            LK_TEXT("Only AdamW is built. Write optim: adamw_torch.")},
        {"compute_dtype", "float16 fp16", LK_TEXT("Write bfloat16 (the same memory, no overflow) or float32.")},
    };
    for (const auto& later : kLater)
        if (later.key == key && value.kind == YamlNode::Kind::Scalar && isIn(later.values, toLowerAscii(value.text)))
            throw Error(Text(LK_TEXT("%1: %2 is not built into this version."), key, value.text), Text(later.hint));
}

} // namespace lorikeet
