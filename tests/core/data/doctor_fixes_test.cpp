#include "doctor_fixture.h"
#include "support/runner.h"

#include "core/data/doctor/fix_parts.h"

using namespace lorikeet;
using namespace lorikeet::test;

/// What a click on a finding does.
class DoctorFixesTest : public QObject {
    Q_OBJECT

    /// Fixes the rule's finding and checks anew.
    static DoctorReport fixed(SoundData& data, const char* rule, FixKind kind, const std::string& folder = {})
    {
        const DoctorReport report = data.check();
        const RuleFindings* found = report.find(rule);
        if (found == nullptr)
            return report;
        const auto changes = makeFix({kind, rule, found->samples, folder, {"<|im_end|>"}}, data.samples, report);
        for (const Edit::Change& change : changes)
            for (Sample& sample : data.samples)
                if (sample.id == change.sampleId && sample.content() == change.before)
                    sample.content() = change.after;
        return data.check();
    }

private Q_SLOTS:
    void marksMatchPictures_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("pictures");
        QTest::addColumn<QString>("fixed");
        QTest::newRow("none") << "What?" << "a" << 1 << "<image>What?|a";
        QTest::newRow("one too few") << "<image>\nWhat?" << "a" << 2 << "<image><image>\nWhat?|a";
        QTest::newRow("one too many") << "<image>\n<image>\nWhat?" << "a" << 1 << "<image>\nWhat?|a";
        QTest::newRow("in the answer") << "What?" << "a <image>" << 1 << "<image>What?|a ";
        QTest::newRow("no picture") << "<image>What?" << "a" << 0 << "What?|a";
        QTest::newRow("sound") << "See <image> here" << "a" << 1 << "See <image> here|a";
    }

    void marksMatchPictures()
    {
        QFETCH(QString, question);
        QFETCH(QString, answer);
        QFETCH(int, pictures);
        QFETCH(QString, fixed);
        SampleContent content;
        content.messages = {{Role::User, question.toStdString()}, {Role::Assistant, answer.toStdString()}};
        content.images.assign(static_cast<size_t>(pictures), "p.jpg");
        matchPlaceholders(content);
        QCOMPARE(QString::fromStdString(content.messages[0].content + "|" + content.messages[1].content), fixed);
    }

    void lettersAreTurnedBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("repaired");
        QTest::newRow("accent") << "cafÃ©" << "café";
        QTest::newRow("quotes") << "â€œyesâ€\u009d" << "“yes”";
        QTest::newRow("Chinese") << QString::fromUtf8("ä½ å¥½").replace(QChar(' '), QChar(0xA0)) << "你好";
        QTest::newRow("sound accents") << "café à l’été, «naïve…»" << "café à l’été, «naïve…»";
        QTest::newRow("sound Chinese") << "一只橘猫" << "一只橘猫";
        QTest::newRow("Portuguese") << "NÃO, MÃE" << "NÃO, MÃE";
    }

    void lettersAreTurnedBack()
    {
        QFETCH(QString, text);
        QFETCH(QString, repaired);
        QCOMPARE(QString::fromStdString(repairMojibake(text.toStdString())), repaired);
        QCOMPARE(looksLikeMojibake(text.toStdString()), text != repaired);
    }

    void textsAreCleaned()
    {
        QCOMPARE(cleanText(" a\x07 b\r\nc\rd\t \n"), std::string("a b\nc\nd"));
        QCOMPARE(cleanText("é 你"), std::string("é 你"));
    }

    void picturesAreFoundInAnotherFolder()
    {
        SoundData data;
        data.folder.write("moved/cats/one.jpg", bytesOf(data.samples[3].images[0]));
        data.folder.write("moved/dogs/one.jpg", "another of that name");
        data.samples[3].images = {data.folder / "old/cats/one.jpg"};
        data.samples[3].imagesAsWritten = {"cats/one.jpg"};
        const DoctorReport report = fixed(data, "image.missing", FixKind::LocateFolder, data.folder / "moved");
        QVERIFY(report.find("image.missing") == nullptr);
        QCOMPARE(data.samples[3].images[0], data.folder / "moved/cats/one.jpg");
        const FolderIndex index(data.folder / "moved");
        QVERIFY(index.find("/elsewhere/one.jpg").empty()); // two fit equally well
        QVERIFY(index.find("/elsewhere/two.jpg").empty());
        QVERIFY(!errorOf([&] { FolderIndex(data.folder / "nowhere"); }).empty());
    }

    void fixesMakeTheFindingGo_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* rule, FixKind kind) { QTest::newRow(rule) << QByteArray(rule) << static_cast<int>(kind); };
        row("placeholder.count", FixKind::MatchPlaceholders);
        row("answer.empty", FixKind::Exclude);
        row("image.duplicate", FixKind::KeepFirst);
        row("text.repeated_row", FixKind::KeepFirst);
        row("text.control", FixKind::CleanText);
        row("text.whitespace", FixKind::CleanText);
        row("text.mojibake", FixKind::RepairEncoding);
        row("text.special_token", FixKind::RemoveTokens);
        row("image.sideways", FixKind::KeepStored);
    }

    void fixesMakeTheFindingGo()
    {
        QFETCH(QByteArray, rule);
        QFETCH(int, kind);
        SoundData data;
        std::string& answer = data.samples[3].messages.back().content;
        if (rule == "placeholder.count")
            data.samples[3].messages.front().content = "What?";
        if (rule == "answer.empty")
            answer.clear();
        if (rule == "image.duplicate")
            for (size_t i : {7, 9})
                data.samples[i].images = {data.folder.write(fmt::format("copy-{}.jpg", i), bytesOf(data.samples[3].images[0]))};
        if (rule == "text.repeated_row")
            for (size_t i : {7, 9})
                data.samples[i].content() = data.samples[3].content();
        if (rule == "text.control")
            answer.insert(3, 1, '\x01');
        if (rule == "text.whitespace")
            answer += "\n";
        if (rule == "text.mojibake")
            answer += " CafÃ©.";
        if (rule == "text.special_token")
            answer += "<|im_end|>";
        if (rule == "image.sideways")
            data.samples[3].images = {std::string(LORIKEET_FIXTURES) + "/pictures/orientation_6.jpg"};
        QVERIFY(data.check().find(rule.toStdString()) != nullptr);
        const DoctorReport report = fixed(data, rule.constData(), static_cast<FixKind>(kind));
        QVERIFY(report.find(rule.toStdString()) == nullptr);
        const size_t left = SoundData::kCount - (rule == "answer.empty" ? 1 : static_cast<FixKind>(kind) == FixKind::KeepFirst ? 2 : 0);
        QCOMPARE(report.checked, left);
    }
};

LK_TEST_CLASS(DoctorFixesTest);
#include "doctor_fixes_test.moc"
