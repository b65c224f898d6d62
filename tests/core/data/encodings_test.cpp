#include "core/base/error.h"
#include "core/config/run_yaml.h"
#include "core/data/encodings.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <unicode/unistr.h>

#include <algorithm>

using namespace lorikeet;
using lorikeet::test::DataFolder;

namespace {

QByteArray encoded(const QString& text, const char* encoding)
{
    const QByteArray utf8 = text.toUtf8();
    const icu::UnicodeString whole = icu::UnicodeString::fromUTF8({utf8.constData(), static_cast<int32_t>(utf8.size())});
    QByteArray bytes(utf8.size() * 4 + 8, '\0');
    bytes.resize(whole.extract(0, whole.length(), bytes.data(), static_cast<uint32_t>(bytes.size()), encoding));
    return bytes;
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<size_t>(bytes.size())};
}

const char* const kChinese = "一只猫|一只白猫在沙发上|蓝天白云|海边的日落|两个孩子在公园里玩|红色的汽车停在路边|女孩拿着一把伞|桌子上有一杯咖啡|夜晚的城市街道|一个男人在弹吉他|老人坐在长椅上|绿色的草地|"
                             "书架上摆满了书|一碗热汤面|小鸟站在树枝上|雨中的行人|金色的麦田|古老的寺庙|足球比赛|一群羊|森林里的小路|这是一张猫的照片，它坐在窗边。|冬天的早晨|一只正在睡觉的橘猫|高楼大厦|月亮";
const char* const kTraditional = "一隻白貓在沙發上|藍天白雲|海邊的日落|紅色的汽車停在路邊|女孩拿著一把傘|桌子上有一杯咖啡|夜晚的城市街道|一個男人在彈吉他|廚房裡的水果|飛機在天空中飛行|火車月台|一碗熱湯麵|窗邊的花瓶|"
                                 "金色的麥田|足球比賽|一群羊|這是一張貓的照片，牠坐在窗邊。|圖片中有三個人在吃飯。|高樓大廈|一位醫生|月亮";
const char* const kJapanese = "黒い犬|ソファの上の白い猫|青い空と白い雲|海辺の夕日|公園で遊ぶ二人の子供|道路脇に停まった赤い車|夜の街並み|雪山の小屋|緑の芝生|空を飛ぶ飛行機|ラーメン|枝に止まった小鳥|古いお寺|誕生日ケーキ|"
                              "羊の群れ|森の小道|これは猫の写真です。窓のそばに座っています。|冬の朝|笑顔|いちごのケーキ";
const char* const kKorean = "흰 고양이|검은 개|소파 위의 흰 고양이|푸른 하늘과 흰 구름|해변의 일몰|공원에서 노는 두 아이|우산을 든 소녀|탁자 위의 커피|눈 덮인 산의 오두막|초록색 잔디밭|라면 한 그릇|오래된 절|축구 경기|양 떼|"
                            "이것은 고양이 사진입니다.|겨울 아침|딸기 케이크|말을 타는 사람";
const char* const kWestern = "Une été à la mer|Ein Mädchen trägt einen Hut|Café au lait|Niño con perro|Straße bei Nacht|garçon|Crème brûlée|El niño está aquí.|São Paulo à noite|smörgåsbord|Über den Wolken|Élève";

} // namespace

/// Short texts whose encoding nobody named.
class EncodingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shortTextsAreToldApart_data();
    void shortTextsAreToldApart();
    void chineseOfTwoLettersIsNoUtf16();
    void aMarkSettlesIt();
    void wordsOfOneScriptAreUtf8();
    void aRunNamesTheEncoding();
    void unknownEncodingsAreRefused();
};

void EncodingsTest::shortTextsAreToldApart_data()
{
    QTest::addColumn<QByteArray>("texts");
    QTest::addColumn<QByteArray>("encoding");
    const std::pair<const char*, const char*> languages[] = {{kChinese, "GB18030"}, {kTraditional, "Big5"}, {kJapanese, "Shift_JIS"}, {kKorean, "EUC-KR"}, {kWestern, "windows-1252"}};
    for (const auto& [texts, own] : languages)
        for (const char* encoding : {own, "UTF-16LE", "UTF-16BE"})
            QTest::addRow("%s, texts of %s", encoding, own) << QByteArray(texts) << QByteArray(encoding);
}

void EncodingsTest::shortTextsAreToldApart()
{
    QFETCH(QByteArray, texts);
    QFETCH(QByteArray, encoding);
    for (const QString& text : QString::fromUtf8(texts).split('|')) {
        for (const char* ending : {"", ".", "\n"}) { // Even and odd lengths.
            const QByteArray bytes = encoded(text + ending, encoding.constData());
            const std::string guess = guessEncoding(view(bytes));
            QVERIFY2(guess == encoding.toStdString(), qPrintable(text + ending + " is taken for " + QString::fromStdString(guess)));
            QCOMPARE(toUtf8Text(view(bytes), guess).value(), (text + ending).toStdString());
        }
    }
}

/// Their bytes are Korean syllables in UTF-16: only other signs of UTF-16 could speak for that.
void EncodingsTest::chineseOfTwoLettersIsNoUtf16()
{
    for (const char* text : {"白猫", "黑狗", "彩虹", "黄昏", "笑脸", "一位医生", "骑马的人", "火车站台", "戴眼镜的男孩"})
        QCOMPARE(guessEncoding(view(encoded(text, "GB18030"))), std::string("GB18030"));
    QCOMPARE(guessEncoding(view(encoded("草莓蛋糕", "GB18030") + "x")), std::string("GB18030"));
}

void EncodingsTest::aMarkSettlesIt()
{
    for (const char* text : {"白猫", "虹", "東京", "달", "plage", "é", "A cat on a mat"}) {
        for (const char* encoding : {"UTF-16LE", "UTF-16BE"}) {
            const QByteArray bytes = encoded(QString(QChar(0xFEFF)) + text, encoding);
            QCOMPARE(guessEncoding(view(bytes)), std::string(encoding));
            QCOMPARE(toUtf8Text(view(bytes), ""), std::optional<std::string>(text));
        }
        QCOMPARE(toUtf8Text("\xEF\xBB\xBF" + std::string(text), "GB18030"), std::optional<std::string>(text));
    }
}

/// Some words of GBK are UTF-8 by chance: then their letters are of several scripts.
void EncodingsTest::wordsOfOneScriptAreUtf8()
{
    for (const char* text : {"été", "Ёлка", "привет, мир", "Ελλάδα", "«да»", "½ µΩ", "שלום", "العربية", "θ", "naïve", "θɪŋk", "猫", "😀"}) {
        QVERIFY2(isEncodingCertain(text), text);
        QCOMPARE(toUtf8Text(text, "GB18030"), std::optional<std::string>(text));
    }
    const QByteArray cat = encoded("一只猫", "GB18030");
    QVERIFY(QString::fromUtf8(cat) == "һֻè" && !isEncodingCertain(view(cat)));
    QCOMPARE(toUtf8Text(view(cat), ""), std::optional<std::string>());
    QCOMPARE(toUtf8Text(view(cat), "GB18030"), std::optional<std::string>("一只猫"));
}

void EncodingsTest::aRunNamesTheEncoding()
{
    const DataFolder folder;
    folder.picture("p/1.jpg");
    folder.write("p/1.txt", encoded("蓝天白云", "GB18030"));
    folder.write("d.jsonl", R"({"instruction": "q", "output": ")" + encoded("一只白猫在沙发上", "GB18030") + "\"}\n");
    folder.write("list.json", R"([{"instruction": "q", "output": ")" + encoded("海边的日落", "GB18030") + "\"}]");
    folder.write("dataset_info.json", R"({"d": {"file_name": "d.jsonl"}, "list": {"file_name": "list.json"}})");
    DataOptions options;
    options.datasetDir = folder.path();
    const Dataset unread = Dataset::open(options, {"d", "p"});
    QCOMPARE(unread.issues.size(), size_t(2));
    for (const Issue& issue : unread.issues) {
        QVERIFY2(issue.message.english().find("(GBK, GB18030)") != std::string::npos, describe(issue).c_str());
        QVERIFY2(issue.fix.english().find("text_encoding") != std::string::npos && issue.fix.english().find("--encoding") != std::string::npos, describe(issue).c_str());
    }
    QVERIFY_EXCEPTION_THROWN(Dataset::open(options, {"list"}), Error);
    for (const char* name : {"GB18030", "gbk"}) {
        options = parseRun("model_name_or_path: /m\ndataset: d\ntext_encoding: " + std::string(name) + "\n", folder.path()).options.data;
        options.datasetDir = folder.path();
        const Dataset read = Dataset::open(options, {"d", "p", "list"});
        QVERIFY2(read.issues.empty(), read.issues.empty() ? "" : describe(read.issues.front()).c_str());
        std::vector<std::string> answers;
        for (const Sample& sample : read.samples)
            answers.push_back(sample.messages.back().content);
        QCOMPARE(answers, (std::vector<std::string>{"一只白猫在沙发上", "蓝天白云", "海边的日落"}));
    }
}

void EncodingsTest::unknownEncodingsAreRefused()
{
    const DataFolder folder;
    folder.write("d.jsonl", R"({"instruction": "q", "output": "a"})");
    DataOptions options;
    options.datasetDir = folder.path();
    options.textEncoding = "GBKK";
    ImportOptions import;
    import.encoding = "GBKK";
    for (const auto& read : {std::function([&] { Dataset::open(options, {"d.jsonl"}); }), std::function([&] { Dataset::openPath(folder.path("d.jsonl"), import); })}) {
        try {
            read();
            QFAIL("an unknown encoding was taken");
        } catch (const Error& error) {
            QVERIFY(error.message().english().find("\"GBKK\"") != std::string::npos && error.hint().english().find("GB18030") != std::string::npos);
        }
    }
    // What a title has in parentheses may be given.
    for (const KnownEncoding& known : knownEncodings()) {
        const QString title = known.title;
        for (const QString& name : title.sliced(title.indexOf('(') + 1).chopped(1).split(", "))
            requireEncoding(name.toStdString());
    }
}

LK_TEST_CLASS(EncodingsTest);
#include "encodings_test.moc"
