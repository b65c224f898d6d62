"""LLaMA-Factory's rules from conversations to ids and labels, written a second time for comparison: its templates as a table, its walk over turns.

A piece is text with {content}, BOS or EOS. SmolVLM and Idefics3, which it doesn't know, are written as their own chat templates have them.
"""
import json
import time

from tokenizers import AddedToken, Tokenizer

BOS, EOS = object(), object()
IGNORE = -100
THOUGHT = ("<think>\n", "\n</think>\n\n")
V = ("A chat between a curious user and an artificial intelligence assistant. "
     "The assistant gives helpful, detailed, and polite answers to the user's questions.")
YI = ("This is a chat between an inquisitive human and an AI assistant. Assume the role of the AI assistant. Read all the images carefully, "
      "and respond to the human's questions with informative, helpful, detailed and polite answers. "
      "这是一个好奇的人类和一个人工智能助手之间的对话。假设你扮演这个AI助手的角色。仔细阅读所有的图像，并对人类的问题做出信息丰富、有帮助、详细的和礼貌的回答。\n\n")
INTERN = "你是书生·万象，英文名是InternVL，是由上海人工智能实验室、清华大学及多家合作单位联合开发的多模态大语言模型。"


def chatml(**more):
    return dict(user=["<|im_start|>user\n{content}<|im_end|>\n<|im_start|>assistant\n"], assistant=["{content}<|im_end|>\n"],
                system=["<|im_start|>system\n{content}<|im_end|>\n"], stop=["<|im_end|>"], **more)


def qwen(**more):
    return chatml(observation=["<|im_start|>user\n<tool_response>\n{content}\n</tool_response><|im_end|>\n<|im_start|>assistant\n"], tools="qwen", replace=True, **more)


def vicuna():
    return dict(user=["USER: {content} ASSISTANT:"], default=V)


def header(role):
    return f"<|start_header_id|>{role}<|end_header_id|>\n\n"


def llama3():
    return dict(prefix=[BOS], user=[header("user") + "{content}<|eot_id|>" + header("assistant")], assistant=["{content}<|eot_id|>"],
                system=[header("system") + "{content}<|eot_id|>"], observation=[header("ipython") + "{content}<|eot_id|>" + header("assistant")],
                stop=["<|eot_id|>", "<|eom_id|>"], replace=True, tools="llama3")


def mistral():
    return dict(prefix=[BOS], user=["[INST] {content}[/INST]"], assistant=[" {content}", EOS], system=["{content}\n\n"], function=["[TOOL_CALLS] {content}", EOS],
                observation=['[TOOL_RESULTS] {"content": {content}}[/TOOL_RESULTS]'], tools="mistral", glued=True)


def gemma(**more):
    turn = "<start_of_turn>%s\n{content}<end_of_turn>\n<start_of_turn>model\n"
    return dict(prefix=[BOS], user=[turn % "user"], assistant=["{content}<end_of_turn>\n"], system=["{content}\n\n"], observation=[turn % "tool"], glued=True, **more)


def smolvlm(start):
    end = "{content}<end_of_utterance>\n"
    return dict(prefix=[start], system=["System: " + end], user=["User: " + end + "Assistant:"], picture_first=["User:" + end + "Assistant:"],
                assistant=[" " + end], stop=["<end_of_utterance>"], replace=True)


TEMPLATES = {
    "alpaca": dict(user=["### Instruction:\n{content}\n\n### Response:\n"], assistant=["{content}", EOS, "\n\n"],
                   default="Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"),
    "chatml": {**chatml(observation=["<|im_start|>tool\n{content}<|im_end|>\n<|im_start|>assistant\n"], replace=True), "stop": ["<|im_end|>", "<|im_start|>"]},
    "default": dict(user=["Human: {content}", EOS, "\nAssistant:"], assistant=["{content}", EOS, "\n"], system=["System: {content}", EOS, "\n"]),
    "empty": dict(assistant=["{content}"]),
    "gemma": gemma(stop=["<end_of_turn>"], replace=True),
    "gemma2": gemma(stop=["<eos>", "<end_of_turn>"], efficient=True),
    "gemma3": gemma(stop=["<end_of_turn>"], replace=True),
    "idefics3": smolvlm("<|begin_of_text|>"),
    "intern_vl": chatml(prefix=[BOS], default=INTERN),
    "llama2": dict(user=[BOS, "[INST] {content} [/INST]"], system=["<<SYS>>\n{content}\n<</SYS>>\n\n"], glued=True),
    "llama3": llama3(),
    "llava": vicuna(),
    "llava_next": vicuna(),
    "llava_next_llama3": llama3(),
    "llava_next_mistral": mistral(),
    "llava_next_yi": chatml(),
    "mistral": mistral(),
    "paligemma": dict(prefix=[BOS], user=["{content}\n"], glued=True),
    "qwen": qwen(default="You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
    "qwen2_vl": qwen(default="You are a helpful assistant."),
    "qwen3": qwen(thinks=True),
    "qwen3_nothink": qwen(),
    "qwen3_vl": qwen(thinks=True),
    "qwen3_vl_nothink": qwen(),
    "smollm": chatml(),
    "smollm2": chatml(default="You are a helpful AI assistant named SmolLM, trained by Hugging Face."),
    "smolvlm": smolvlm("<|im_start|>"),
    "vicuna": vicuna(),
    "yi_vl": dict(user=["### Human: {content}\n### Assistant:"], assistant=["{content}\n"], default=YI, stop=["###"], efficient=True),
}

DEFAULT_TOOLS = """You have access to the following tools:
%sUse the following format if using a tool:
```
Action: tool name (one of [%s])
Action Input: the input to the tool, in a JSON format representing the kwargs (e.g. ```{"input": "hello world", "num_beams": 5}```)
```
"""
LLAMA3_TOOLS = """Cutting Knowledge Date: December 2023
Today Date: %s

You have access to the following functions. To call a function, please respond with JSON for a function call. Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}. Do not use variables.

%s"""
QWEN_TOOLS = """

# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>%s
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>"""


def dumps(value, indent=None):
    return json.dumps(value, ensure_ascii=False, indent=indent)


def tools_text(style, tools):
    if not tools:
        return ""
    bare = [t["function"] if t.get("type") == "function" else t for t in tools]
    wrapped = [{"type": "function", "function": t} for t in bare]
    if style == "qwen":
        return QWEN_TOOLS % "".join("\n" + dumps(t) for t in wrapped)
    if style == "llama3":
        return LLAMA3_TOOLS % (time.strftime("%d %b %Y"), "".join(dumps(t, 4) + "\n\n" for t in wrapped))
    if style == "mistral":
        return "[AVAILABLE_TOOLS] " + dumps(wrapped) + "[/AVAILABLE_TOOLS]"
    text = ""
    for tool in bare:
        text += f"> Tool Name: {tool['name']}\nTool Description: {tool.get('description', '')}\nTool Args:\n"
        for name, p in tool["parameters"]["properties"].items():
            text += f"  - {name} ({p.get('type', '')}{', required' if name in tool['parameters'].get('required', []) else ''}): {p.get('description', '')}"
            text += f", should be one of [{', '.join(p['enum'])}]" if p.get("enum") else ""
            text += f", where each item should be {p['items'].get('type', '')}" if p.get("items") else ""
            text += "\n"
        text += "\n"
    return DEFAULT_TOOLS % (text, ", ".join(t["name"] for t in bare))


def call_text(style, content):
    head, body = "", content
    if THOUGHT[0] in content and THOUGHT[1] in content:
        end = content.index(THOUGHT[1]) + len(THOUGHT[1])
        head, body = content[content.index(THOUGHT[0]):end], content[:content.index(THOUGHT[0])] + content[end:]
    calls = json.loads(body)
    calls = calls if isinstance(calls, list) else [calls]
    if style == "qwen":
        return head + "\n".join("<tool_call>\n" + dumps({"name": c["name"], "arguments": c["arguments"]}) + "\n</tool_call>" for c in calls)
    if style == "llama3":
        written = [{"name": c["name"], "parameters": c["arguments"]} for c in calls]
        return head + dumps(written[0] if len(written) == 1 else written)
    if style == "mistral":
        return head + dumps([{"name": c["name"], "arguments": c["arguments"]} for c in calls])
    return head + "\n".join(f"Action: {c['name']}\nAction Input: {dumps(c['arguments'])}" for c in calls)


class Rules:
    """One template with one tokenizer, as LLaMA-Factory prepares it."""

    def __init__(self, name, folder):
        self.template = TEMPLATES[name]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        config = json.loads((folder / "tokenizer_config.json").read_text())
        self.bos = self.id_of(config.get("bos_token"))
        self.eos = self.id_of(config.get("eos_token"))
        stop = list(self.template.get("stop", []))
        if self.template.get("replace"):
            self.eos = self.special(stop.pop(0))
        if self.eos is None:
            self.eos = self.special("<|endoftext|>")
        for word in stop:
            self.special(word)
        default_answer = ["{content}"] if self.template.get("efficient") else ["{content}", EOS]
        self.pieces = {"prefix": [], "system": ["{content}"], "user": ["{content}"], "assistant": default_answer, **self.template}
        self.pieces.setdefault("function", self.pieces["assistant"])
        self.pieces.setdefault("observation", self.pieces["user"])
        self.pieces.setdefault("picture_first", self.pieces["user"])

    def id_of(self, token):
        return None if token is None else self.tokenizer.token_to_id(token)

    def special(self, token):
        self.tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
        return self.tokenizer.token_to_id(token)

    def ids(self, kind, content=""):
        result = []
        for piece in self.pieces[kind]:
            if piece is BOS or piece is EOS:
                token = self.bos if piece is BOS else self.eos
                result += [] if token is None else [token]
            else:
                result += self.tokenizer.encode(piece.replace("{content}", content, 1), add_special_tokens=False).ids
        return result

    def without_thoughts(self, text):
        while THOUGHT[0] in text and THOUGHT[1] in text.split(THOUGHT[0], 1)[1]:
            before, rest = text.split(THOUGHT[0], 1)
            text = before + rest.split(THOUGHT[1], 1)[1]
        return text.lstrip("\n")

    def turns(self, sample, options):
        messages = [dict(m) for m in sample["messages"]]
        thinks, thinking = self.template.get("thinks", False), options["enable_thinking"]
        discards = options["mask_history"] and not options["preserve_thinking"]
        if thinks:
            for i in range(1, len(messages), 2):
                if not thinking or (discards and i < len(messages) - 1):
                    messages[i]["content"] = self.without_thoughts(messages[i]["content"])
        style = self.template.get("tools", "default")
        tools = json.loads(sample["tools"]) if sample.get("tools") else None
        system = sample.get("system") or self.template.get("default", "")
        encoded = []
        for i, message in enumerate(messages):
            ids, content, role = [], message["content"], message["role"]
            if i == 0:
                ids += self.ids("prefix")
                if system or tools is not None:
                    whole = system + (tools_text(style, tools) if tools is not None else "")
                    if self.template.get("glued"):
                        content = self.pieces["system"][0].replace("{content}", whole, 1) + content
                    else:
                        ids += self.ids("system", whole)
            if role == "user" and content.startswith("<image>"):
                role = "picture_first"
            elif role == "function":
                content = call_text(style, content)
            encoded.append(ids + self.ids(role, content))
        if thinks:
            empty = self.tokenizer.encode("".join(THOUGHT), add_special_tokens=False).ids
            for i in ([len(messages) - 2] if discards else range(0, len(messages), 2)):
                if THOUGHT[0].strip() not in messages[i + 1]["content"] and THOUGHT[1].strip() not in messages[i + 1]["content"]:
                    if thinking:
                        encoded[i + 1] = empty + encoded[i + 1]
                    else:
                        encoded[i] = encoded[i] + empty
        return [(encoded[i], encoded[i + 1]) for i in range(0, len(encoded), 2)]

    def walk(self, turns, options, cutoff):
        efficient = self.template.get("efficient", False)
        ids, labels, used = [], [], 1 if efficient else 0
        last_only = options["mask_history"]
        for number, (source, target) in enumerate(reversed(turns) if last_only else turns):
            if used >= cutoff:
                break
            budget = cutoff - used
            if 2 * len(target) < budget:
                most = budget
            elif 2 * len(source) < budget:
                most = budget - len(source)
            else:
                most = int(budget * (len(target) / (len(source) + len(target))))
            target = target[:min(most, len(target))]
            source = source[:max(min(budget - len(target), len(source)), 0)]
            used += len(source) + len(target)
            if options["train_on_prompt"]:
                shown = list(source)
            elif efficient and number and source:
                shown = [self.eos] + [IGNORE] * (len(source) - 1)
            else:
                shown = [IGNORE] * len(source)
            learned = [IGNORE] * len(target) if last_only and number else target
            ids = source + target + ids if last_only else ids + source + target
            labels = shown + learned + labels if last_only else labels + shown + learned
        if efficient:
            ids, labels = ids + [self.eos], labels + [self.eos]
        return ids, labels

    def encode(self, sample, options):
        """ids and labels; with cutoff_rule keep_images a sample that nothing would be learned of stays whole."""
        turns = self.turns(sample, options)
        ids, labels = self.walk(turns, options, options["cutoff_len"])
        if options["cutoff_rule"] == "keep_images" and all(label == IGNORE for label in labels):
            return self.walk(turns, options, 10**9)
        return ids, labels
