"""Reads an exported folder by the rules that LLaMA-Factory reads dataset_info.json by, and says what it would drop or stop at.

usage: export_rules.py FOLDER …      checks folders that an export made
       export_rules.py --cli CLI     exports data in each form, checks them, plants faults and demands that each is found
Standard library only.
"""
import json
import os
import subprocess
import sys
import tempfile

COLUMNS = {"alpaca": {"prompt": "instruction", "query": "input", "response": "output"}, "sharegpt": {"messages": "conversations"}}
TAGS = {"role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt", "observation_tag": "observation",
        "function_tag": "function_call", "system_tag": "system"}
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"BM", b"GIF8", b"II*\0", b"MM\0*")


class Fault(Exception):
    pass


def require(claim, message):
    if not claim:
        raise Fault(message)


def type_of(value):
    """A column's type as a table has it: one for all rows."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        inner = {type_of(item) for item in value} - {"null"}
        require(len(inner) <= 1, f"a list mixes {sorted(inner)}")
        return "list<" + (inner.pop() if inner else "") + ">"
    return "struct<" + ",".join(f"{key}:{type_of(item)}" for key, item in sorted(value.items())) + ">"


def fits(first, second):
    return first == second or "null" in (first, second) or {first, second} >= {"list<>"} and first.startswith("list") and second.startswith("list")


def read_rows(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    is_list = text.lstrip().startswith("[")
    rows = json.loads(text) if is_list else [json.loads(line) for line in text.splitlines() if line.strip()]
    require(rows, f"{path}: no rows")
    types = {}
    for number, row in enumerate(rows, 1):
        require(isinstance(row, dict), f"row {number} is no object")
        require(set(row) == set(rows[0]), f"row {number} has other columns: {sorted(set(row) ^ set(rows[0]))}")
        for key, value in row.items():
            kind = type_of(value)
            before = types.setdefault(key, kind)
            require(fits(before, kind), f"row {number}: column {key} is {kind}, before it was {before}")
            if not is_list:  # A file of lines is read in pieces: the first decides.
                require(before == kind or number < 1000, f"row {number}: column {key} begins late")
            if before in ("null", "list<>"):
                types[key] = kind
    return rows


def described(path):
    with open(os.path.join(path, "dataset_info.json"), encoding="utf-8") as file:
        info = json.load(file)
    require(isinstance(info, dict) and info, "dataset_info.json describes nothing")
    for name, entry in info.items():
        formatting = entry.get("formatting", "alpaca")
        require(formatting in COLUMNS, f"{name}: formatting {formatting}")
        # What an object leaves out is unset; the defaults hold only where the whole object is absent.
        columns = entry.get("columns") if "columns" in entry else COLUMNS[formatting]
        tags = entry.get("tags") if "tags" in entry else TAGS
        yield name, os.path.join(path, entry["file_name"]), formatting, columns, tags, entry.get("ranking", False)


def turns_of_sharegpt(row, columns, tags, ranking):
    messages = row[columns["messages"]]
    roles = {tags.get("user_tag"): "user", tags.get("observation_tag"): "user", tags.get("assistant_tag"): "assistant", tags.get("function_tag"): "assistant"}
    texts = []
    if messages and tags.get("system_tag") and messages[0][tags["role_tag"]] == tags["system_tag"]:
        messages = messages[1:]
    for turn, message in enumerate(messages):
        role = roles.get(message[tags["role_tag"]])
        require(role == ("user", "assistant")[turn % 2], f"invalid role tag in turn {turn + 1}: {message[tags['role_tag']]}")
        texts.append(message[tags["content_tag"]])
    require(len(messages) % 2 == (1 if ranking else 0) and messages, f"invalid message count {len(messages)}")
    if ranking:
        for key in ("chosen", "rejected"):
            answer = row[columns[key]]
            require(isinstance(answer, dict) and roles.get(answer.get(tags["role_tag"])) == "assistant", f"{key} is no answer")
        texts.append(row[columns["chosen"]][tags["content_tag"]])
    return texts


def turns_of_alpaca(row, columns, ranking):
    texts = []
    for pair in row[columns["history"]] if columns.get("history") else []:
        require(isinstance(pair, list) and len(pair) == 2, "history is no list of pairs")
        texts += pair
    question = [row[columns[key]] for key in ("prompt", "query") if columns.get(key) and row[columns[key]]]
    texts.append("\n".join(question))
    require(ranking or columns.get("response") or set(columns) == {"prompt"}, "no answer: the row would be dropped")
    if ranking:
        require(all(isinstance(row[columns[key]], str) for key in ("chosen", "rejected")), "chosen and rejected must be text")
        texts.append(row[columns["chosen"]])
    elif columns.get("response"):
        require(isinstance(row[columns["response"]], str), "the answer is no text")
        texts.append(row[columns["response"]])
    return texts


def check_pictures(row, columns, texts, folder):
    images = row[columns["images"]] if columns.get("images") else []
    images = [images] if isinstance(images, str) else images or []
    require(sum(text.count("<image>") for text in texts) == len(images), "the number of images does not match the number of <image> tokens")
    for image in images:
        joined = os.path.join(folder, image)
        path = joined if os.path.isfile(joined) else image
        require(os.path.isfile(path), f"no such file: {image}")
        with open(path, "rb") as file:
            require(file.read(8).startswith(PICTURE_STARTS), f"no picture: {image}")


def check_folder(folder):
    """Rows that would train; a Fault at the first that would not."""
    count = 0
    for name, path, formatting, columns, tags, ranking in described(folder):
        require(os.path.isfile(path), f"{name}: file {path} not found")
        require(isinstance(ranking, bool), f"{name}: ranking")
        rows = read_rows(path)
        for key, column in columns.items():
            require(column is None or column in rows[0], f"{name}: column {column} ({key}) is in no row")
        for number, row in enumerate(rows, 1):
            try:
                texts = turns_of_sharegpt(row, columns, tags, ranking) if formatting == "sharegpt" else turns_of_alpaca(row, columns, ranking)
                require(all(isinstance(text, str) for text in texts), "a text is no text")
                for key in ("system", "tools"):
                    if columns.get(key):
                        require(isinstance(row[columns[key]], str), f"{key} is no text")
                if columns.get("tools") and row[columns["tools"]]:
                    require(isinstance(json.loads(row[columns["tools"]]), list), "tools is no list")
                check_pictures(row, columns, texts, folder)
            except Fault as fault:
                raise Fault(f"{name}, row {number}: {fault}") from fault
        count += len(rows)
    return count


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)


def make_data(folder):
    """Every kind of row in one data folder."""
    os.makedirs(os.path.join(folder, "pictures"))
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")
    for name in ("一.png", "b c.png"):
        with open(os.path.join(folder, "pictures", name), "wb") as file:
            file.write(png)
    talk = [{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]},
            {"conversations": [{"from": "human", "value": "<image>What?"}, {"from": "gpt", "value": "A \"cat\""}], "image": "pictures/一.png", "system": "Be brief", "tags": ["a, b", "c"],
             "provenance": {"origin": "model", "model": "m", "prompt": "p"}, "review": "accepted"},
            {"conversations": [{"from": "human", "value": "<image><image>"}, {"from": "gpt", "value": "Two"}, {"from": "human", "value": "Sure?"}, {"from": "gpt", "value": "Yes"}],
             "image": ["pictures/一.png", "pictures\\b c.png"]}]
    write_json(os.path.join(folder, "talk.json"), talk)
    pairs = [{"conversations": [{"from": "human", "value": "<image>Better?"}], "chosen": {"from": "gpt", "value": "good"}, "rejected": {"from": "gpt", "value": "bad"}, "images": ["pictures/b c.png"]}]
    write_json(os.path.join(folder, "pairs.json"), pairs)
    write_json(os.path.join(folder, "dataset_info.json"),
               {"talk": {"file_name": "talk.json", "formatting": "sharegpt", "columns": {"messages": "conversations", "images": "image", "system": "system"}},
                "duel": {"file_name": "pairs.json", "formatting": "sharegpt", "ranking": True,
                         "columns": {"messages": "conversations", "images": "images", "chosen": "chosen", "rejected": "rejected"}}})


def planted(folder, form):
    """(name, how to break the folder): each must be refused."""
    with open(os.path.join(folder, "dataset_info.json"), encoding="utf-8") as file:
        info = json.load(file)
    file_name = os.path.join(folder, info["talk"]["file_name"])
    with open(file_name, encoding="utf-8") as file:
        rows = json.load(file)
    talk = "instruction" if form == "alpaca" else info["talk"]["columns"]["messages"]
    image = info["talk"]["columns"]["images"]

    def row_fault(change):
        copy = json.loads(json.dumps(rows))
        change(copy)
        return lambda: write_json(file_name, copy)

    def info_fault(change):
        copy = json.loads(json.dumps(info))
        change(copy)
        return lambda: write_json(os.path.join(folder, "dataset_info.json"), copy)

    def longer(row):
        if form == "alpaca":
            row["instruction"] += "<image>"
        else:
            row[talk][0]["value"] += "<image>"

    yield "a picture without a mark", row_fault(lambda r: r[0].update({image: ["nothing.png"]}))
    yield "a mark without a picture", row_fault(lambda r: longer(r[0]))
    yield "a picture that is gone", row_fault(lambda r: r[1].update({image: ["images/gone.png"]}))
    yield "a column in some rows only", row_fault(lambda r: r[2].pop(image))
    yield "a column of two types", row_fault(lambda r: r[1].update({"system": 7}))
    yield "rows that are lists", row_fault(lambda r: r.insert(1, [1]))
    yield "no rows", row_fault(lambda r: r.clear())
    yield "a column that is in no row", info_fault(lambda i: i["talk"]["columns"].update({"images": "pics"}))
    yield "a file that is gone", info_fault(lambda i: i["talk"].update({"file_name": "gone.json"}))
    yield "an unknown formatting", info_fault(lambda i: i["talk"].update({"formatting": "free"}))
    yield "ranking forgotten", info_fault(lambda i: i["duel_pairs"].pop("ranking"))
    if form != "alpaca":
        yield "two questions", row_fault(lambda r: r[2][talk].insert(0, dict(r[2][talk][0])))
        yield "no last answer", row_fault(lambda r: r[2][talk].pop())
        yield "an unknown role", row_fault(lambda r: r[0][talk][1].update({"from": "bot"}))
        yield "tags left out", info_fault(lambda i: i["talk"]["tags"].pop("assistant_tag"))


def check_program(program):
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        make_data(data)
        for form, rows in (("sharegpt", 4), ("alpaca", 4), ("llava", 3)):
            for pictures in ("copied", "relative", "absolute"):
                out = os.path.join(folder, form + "-" + pictures)
                subprocess.run([program, "export-data", data, "--to", form, "--pictures", pictures, "--out", out], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                found = check_folder(out)
                assert found == rows, f"{form}, {pictures}: {found} rows, {rows} wanted"
            if form == "llava":
                continue
            for name, plant in list(planted(os.path.join(folder, form + "-copied"), form)):
                copy = {file: open(os.path.join(folder, form + "-copied", file), "rb").read() for file in os.listdir(os.path.join(folder, form + "-copied")) if file.endswith(".json")}
                plant()
                try:
                    check_folder(os.path.join(folder, form + "-copied"))
                    raise AssertionError(f"{form}: {name} was not found")
                except Fault:
                    pass
                for file, content in copy.items():
                    with open(os.path.join(folder, form + "-copied", file), "wb") as target:
                        target.write(content)
            assert check_folder(os.path.join(folder, form + "-copied")) == rows
    print("exports follow the rules; every planted fault was found")


if __name__ == "__main__":
    if sys.argv[1] == "--cli":
        check_program(sys.argv[2])
    else:
        for argument in sys.argv[1:]:
            print(argument, check_folder(argument))
