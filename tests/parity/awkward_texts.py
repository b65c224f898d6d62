"""Texts that tokenizers stumble over."""
import random

TEXTS = [
    "", " ", "  ", "   ", "a", " a", "a ", "  a  b   c ", "\n", "\n\n", "\r\n", " \n ", "\t", "\t\ta\t", "a\n\n\nb", "a \n \n b", "\u00a0", "a\u00a0b", "\u3000全角",
    "\u2028", "a\u2028b", "\u200b", "zero\u200bwidth", "\u180e", "a\u180eb", "\u0085", "a\u0085b", "\x0b\x0c", "\x00", "a\x00b", "\x01\x02\x1f\x7f", "\ufeffbom",
    "Hello, world!", "hello world", "HELLO WORLD", "It's, we'll, IT'S, WE'LL, don't, 'tis, he'D", "it\u2019s", "'s's's", "''", "'", "ſ's 'ſ",
    "0", "12", "123", "1234", "12345678901234567890", "3.14159", "1,000,000", "v1.2.3-rc4", "１２３", "٣٤٥", "½ ⅷ ²", "x²+y²", "Ⅳ", "1st 2nd 3rd",
    "def f(x):\n    return x**2  # square\n", "for (int i = 0; i < n; ++i) {\n\t\tsum += a[i];\n\t}\n", "{\"key\": [1, 2.5, null, true]}", "<div class=\"a\">&amp;</div>",
    "a_b_c camelCase SCREAMING_CASE kebab-case", "path/to/file.txt C:\\dir\\file", "https://example.org/?q=a%20b&c=d#e", "name@example.org", "$100 €5 £3 ¥7", "50% of 3 × 4 = 6",
    "...", "…", "!!!???", "---", "--", "—–-", "«quoted» “quoted” ‘quoted’ „quoted‟", "(a) [b] {c} <d>", "~`!@#$%^&*()_+-=[]{}|;':\",./<>?",
    "你好，世界！", "中文和English混合", "一二三四五六七八九十", "日本語のテキスト", "カタカナ ひらがな 漢字", "ｶﾀｶﾅ", "한국어 텍스트", "한국어", "ไทย ภาษาไทย", "नमस्ते", "தமிழ்", "বাংলা",
    "Привет, мир", "Ελληνικά", "עברית", "العربية", "مرحبا 123 abc", "שלום abc עולם", "Tiếng Việt", "ß ẞ ﬁ ﬂ ŉ ǆ", "İstanbul ıI", "ΣΊΣΥΦΟΣ", "Å", "Å", "Å", "é", "é", "ḍ̇", "ḍ̇",
    "e\u0301\u0302\u0303", "\u0301", " \u0301", "a\u0300b", "क्षि", "\u1100\u1161\u11a8", "각",
    "😀", "😀😀", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "1️⃣", "a😀b", " 😀 ", "❤️", "❤", "☺", "♟", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "𠮷野家", "\U0001F9D1\u200d\U0001F680", "\U0010ffff", "\ue000", "\ufffd", "a\ufffdb",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ab" * 100, "the" * 60, "." * 100, " " * 100, "\n" * 50, "的" * 80,
    "antidisestablishmentarianism", "supercalifragilisticexpialidocious", "picturepicturepicturepicturepicturepicturepicturepicturepicture",
    "<image>", "<image><image>", "<image>\nDescribe", "Describe <image> now", " <image> ", "  <image>  x", "a<image>b", "<image", "image>", "<<image>>", "<IMAGE>", "<s>", "</s>", "<s>a</s>", "</s>USER: hi", "<unk>", "<pad>",
    "<|im_start|>user\nhi<|im_end|>\n", "<|im_end|", "<|im_start|><|im_end|>", "USER: What is it? ASSISTANT: A dog.</s>", "### Human:", "[INST] hi [/INST]", "▁", "▁▁a", "a▁b", "a ▁ b", "Ġ", "Ġa Ċ", "<0x0A>", "<0x41>",
    "the wordy word and sword; word.", "word", "xwordx", " word ", "word word", "Word", "ｗｏｒｄ", "left  tok  right", "left\n tok \n right", "tok tok", "  tok", "tok  ", "longtok longtoken longtokens",
    "café cafe\u0301", "naïve façade", "NFD: A\u030a o\u0308 n\u0303", "mixed 中 text\twith\ttabs and\r\nlines", "  leading and trailing  ", "word\u00a0\u00a0 word", "a\u2003b\u2009c", "end with newline\n", "\n start with newline",
    # code
    "#include <vector>\nint main() { return 0; }\n", "SELECT * FROM t WHERE a = 'x''y' -- note\n", "if (a&&b||!c) x<<=2; y>>=3;", "lambda x: x[::-1]", "@decorator\nasync def f(*args, **kw): ...\n",
    "\tif x:\n\t\ty = 1\n\telse:\n\t\ty = 2\n", "        deeply indented\n            deeper\n", "0x1F 0b101 1e-10 1_000", "/* c */ // d\r\n", "$x = ${y:-z} `cmd` $(cmd)", "a->b::c<d>&&e", "\\n \\t \\\\ \\u00e9",
    "| a | b |\n|---|---|\n| 1 | 2 |\n", "# Title\n\n- item\n  - nested\n\n```py\nx\n```\n", "\\begin{eq} \\frac{a}{b} \\end{eq}", "key: value\nlist:\n  - 1\n  - 2\n", "'''doc''' \"\"\"doc\"\"\"",
    # runs of spaces and newlines
    " \n\n \n", "\n \n \n ", "a\r\rb", "a\r\n\r\nb", "\n\n\n\n\n\n\n\n", "a" + " " * 17 + "b", " " * 15 + "\n" + " " * 16, "\t \t \t", "a \t\n b", "x  \n  y   \n   z", "\u00a0\u00a0\u00a0", "\u3000\u3000a", "\u2002\u2003\u2009\u202f\u205f", "a\u000bb\u000cc", "\u2029para", "tail   ", "   \ttail\t   ",
    # combining marks, NFD, joiners, right to left
    "Vie\u0302\u0323t Nam", "a\u0323\u0302 \u1ead a\u0302\u0323", "\u212b \u2126 \u212a", "\ufb03 \ufb06", "\u0958 \u0915\u093c", "\u1112\u1161\u11ab\u1100\u1173\u11af", "o\u0308\u0304 \u022b", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u0627\u0644\u0639\u064e\u0631\u064e\u0628\u0650\u064a\u0651\u0629", "\u202babc\u202c", "\u200fabc\u200e", "abc \u05d0\u05d1\u05d2 123 \u05d3\u05d4", "\u0644\u0627\u0644", "\u0915\u094d\u200d\u0937", "\u0915\u094d\u200c\u0937", "z\u0351\u036b\u0343\u036a\u0302a\u0334l\u0321g\u0322o", "\u0e01\u0e33\u0e49", "\u0b95\u0bca", "\u1019\u103c\u1014\u103a\u1019\u102c", "\u17a2\u1784\u17d2\u1782", "\u10d2\u10d0\u10db\u10d0\u10e0\u10ef\u10dd\u10d1\u10d0", "\u0540\u0561\u0575\u0565\u0580\u0565\u0576", "\u12a0\u121b\u122d\u129b", "\u13e3\u13b3\u13a9",
    # emoji and symbols outside the first plane
    "👩🏿‍🚀👨🏻‍⚕️", "🧑‍🤝‍🧑", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "#️⃣*️⃣0️⃣", "👁️‍🗨️", "🫱🏼‍🫲🏾", "☺️☺", "a🇫🇷b🇫", "♀️♂️⚧", "𝟘𝟙𝟚 𝓐𝓑", "𓀀𓁐", "🀄🂡🎴", "\U0001f3fb", "\u200d", "\ufe0f", "\U000e0041",
    # CJK
    "他说：“你好吗？”——是的……", "㈱㍿㌔", "々〆〇", "「引用」『二重』", "ー〜～", "が か\u3099 ガ", "２０２６年１１月２４日", "我爱AI，GPT4很好。", "漢字ｶﾅかな混ざり", "臺灣 台湾 𠀀𪚥", "안녕하세요, 세계! 123", "ㄱㄴㄷ ㅏㅑ", "注音ㄅㄆㄇ", "한국어\u3000테스트",
    # control characters and what is no text
    "\x1b[31mred\x1b[0m", "\x00\x00\x00", "a\x08b", "\x7f\x80\x9f", "\ufffe\uffff", "\ufff9a\ufffab\ufffb", "\ue000\uf8ff", "\U000f0000", "soft\u00adhyphen", "\u2060word\u2060joiner",
    # special tokens inside text
    "a<s>b</s>c", "<s> <s>", "</s></s>\n</s>", "x<|im_start|>y", "\n<|im_end|>\n", "<|endoftext|>", "a <|endoftext|> b", "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n", "<image> <image>\n<image>", "中<image>文", "<unk>a<unk>", "<pad><pad>x", "<s", "s>", "</s", "<|im_start|", "|im_end|>", "< s >", "<S>", "<0x00><0xFF><0xZZ>", "[UNK] [CLS]", "<start_of_turn>user\nhi<end_of_turn>", "<|eot_id|>",
]


def random_texts(count):
    generator = random.Random(7)
    alphabet = "aábcçdeéz ABZ  \n\t\r.,'\"!?-_0123中文字日本あア한Жяאבمر😀👍\u200d\u0301\u00a0\u3000▁<>|/s"
    bits = ["<image>", "</s>", "<|im_end|>", "the ", " picture", "word", "tok", "'ll", "\r\n", "  "]
    for _ in range(count):
        yield "".join(generator.choice(bits) if generator.random() < 0.1 else generator.choice(alphabet) for _ in range(generator.randint(1, 60)))
