#include "core/base/error.h"
#include "core/base/os.h"
#include "support/runner.h"
#include "support/temporary_folder.h"
#include "ui/project_session.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <fmt/format.h>

#include <atomic>
#include <memory>

using namespace lorikeet;

namespace {

constexpr int kWait = 20'000;

/// A project over a folder with `count` pictures by name (files without content: nothing here decodes them) and their captions.
struct CaptionProject {
    test::TemporaryFolder root;
    explicit CaptionProject(int count, const std::string& caption = "a cat")
    {
        root.write("project/project.lorikeet", "version: 1\nname: Cats\ndatasets:\n  - name: photos\n    path: ../photos\n");
        for (int i = 0; i < count; ++i) {
            root.write(fmt::format("photos/{:05}.jpg", i), "");
            root.write(fmt::format("photos/{:05}.txt", i), fmt::format("{} {}", caption, i));
        }
    }
    QString path() const { return QString::fromStdString(root / "project"); }
};

std::string captionOf(const ProjectSession& session, size_t index) { return session.samples()[index].messages.back().content; }

std::vector<size_t> allRows(const ProjectSession& session)
{
    std::vector<size_t> rows(session.samples().size());
    for (size_t i = 0; i < rows.size(); ++i)
        rows[i] = i;
    return rows;
}

/// A change of all captions that goes on until it is let go.
struct SlowEdit {
    std::shared_ptr<std::atomic<bool>> mayEnd = std::make_shared<std::atomic<bool>>(false);
    ~SlowEdit() { *mayEnd = true; }
    BulkEdit edit() const
    {
        return {Text("Slow"), [end = mayEnd](const Sample&, SampleContent& content) {
                    while (!*end)
                        QThread::msleep(2);
                    content.messages.back().content += "!";
                }};
    }
};

SampleContent withCaption(const ProjectSession& session, size_t index, const std::string& caption)
{
    SampleContent content = session.contentOf(index);
    content.messages.back().content = caption;
    return content;
}

} // namespace

class ProjectSessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsComeFirstCaptionsLater();
    void editsOfUnreadRowsWait();
    void editedCaptionsAreNotReadOver();
    void aBulkEditIsOneStep();
    void changesDuringWorkWait();
    void findRowsAnswersTheLastCall();
    void revertsAndVersions();
    void aFullDiskLosesNothing();
    void ignoringIsUndone();
    void aSecondWindowIsRefused();
    void aFolderThatIsGoneIsAFinding();
    void reloadKeepsTheJournal();
    void aReloadKeepsSettingsAndTheCurrentSample();
    void openingTheOpenProjectReadsItAgain();
    void editsGoIntoTheProjectThatTheyWereMadeIn();
    void editsDuringAReloadWaitForTheirCaptions();
    void whatWaitsIsNotSavedYet();
    void whatBecameOfAChangeIsTold();
};

void ProjectSessionTest::rowsComeFirstCaptionsLater()
{
    const CaptionProject project(1500);
    ProjectSession session;
    QSignalSpy opened(&session, &ProjectSession::opened);
    QSignalSpy completed(&session, &ProjectSession::completed);
    QSignalSpy progress(&session, &ProjectSession::readingProgress);
    bool wasIncomplete = false;
    connect(&session, &ProjectSession::opened, &session, [&] {
        wasIncomplete = !session.isComplete();
        QCOMPARE(session.samples().size(), size_t(1500));
        QCOMPARE(captionOf(session, 0), std::string("a cat 0"));
        QCOMPARE(captionOf(session, 1400), std::string());
    });
    session.openInBackground(project.path());
    QVERIFY(completed.wait(kWait));
    QCOMPARE(opened.count(), 1);
    QVERIFY(wasIncomplete);
    QVERIFY(progress.count() > 0);
    QVERIFY(session.isComplete());
    QCOMPARE(captionOf(session, 1400), std::string("a cat 1400"));
    QVERIFY(!session.isEdited(1400));
}

void ProjectSessionTest::editsOfUnreadRowsWait()
{
    const CaptionProject project(1500);
    ProjectSession session;
    QSignalSpy completed(&session, &ProjectSession::completed);
    QSignalSpy changed(&session, &ProjectSession::undoStateChanged);
    connect(&session, &ProjectSession::opened, &session, [&] {
        session.runBulk({3, 1400}, addPrefix("Look: "));
        QVERIFY(session.edit(5, withCaption(session, 5, "typed"), "Edit"));
        QCOMPARE(captionOf(session, 5), std::string("typed"));
        QCOMPARE(captionOf(session, 3), std::string("a cat 3"));
    });
    session.openInBackground(project.path());
    QVERIFY(completed.wait(kWait));
    QTRY_COMPARE(captionOf(session, 1400), std::string("Look: a cat 1400"));
    QCOMPARE(captionOf(session, 3), std::string("Look: a cat 3"));
    QCOMPARE(captionOf(session, 5), std::string("typed"));
}

void ProjectSessionTest::editedCaptionsAreNotReadOver()
{
    const CaptionProject project(1500);
    {
        ProjectSession session;
        QVERIFY(session.open(project.path()));
        session.edit(1300, withCaption(session, 1300, "mine"), "Edit");
        session.edit(1301, withCaption(session, 1301, ""), "Clear");
        SampleContent tagged = session.contentOf(1302);
        tagged.tags = {"night"};
        session.edit(1302, tagged, "Tag");
        QCOMPARE(session.samples()[1300].provenance.origin, Origin::Edited);
    }
    ProjectSession session;
    QSignalSpy completed(&session, &ProjectSession::completed);
    session.openInBackground(project.path());
    QVERIFY(completed.wait(kWait));
    QCOMPARE(captionOf(session, 1300), std::string("mine"));
    QCOMPARE(captionOf(session, 1301), std::string());
    QCOMPARE(captionOf(session, 1302), std::string("a cat 1302"));
    QCOMPARE(session.samples()[1302].tags, (std::vector<std::string>{"night"}));
    QVERIFY(session.isEdited(1302));
}

void ProjectSessionTest::aBulkEditIsOneStep()
{
    const CaptionProject project(600);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QSignalSpy changed(&session, &ProjectSession::samplesChanged);
    QSignalSpy working(&session, &ProjectSession::working);
    session.runBulk(allRows(session), replaceText({"cat", "dog", {}}));
    QVERIFY(session.isWorking());
    QVERIFY(changed.wait(kWait));
    QTRY_VERIFY(!session.isWorking());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(working.count(), 2);
    QCOMPARE(captionOf(session, 599), std::string("a dog 599"));
    QCOMPARE(session.undoLabel(), QString("Replace in 600 examples"));
    session.undo();
    QVERIFY(changed.wait(kWait));
    QTRY_VERIFY(!session.isWorking());
    QCOMPARE(captionOf(session, 599), std::string("a cat 599"));
    QVERIFY(!session.isEdited(599));
    QVERIFY(!session.canUndo());
    session.redo();
    QVERIFY(changed.wait(kWait));
    QTRY_VERIFY(!session.isWorking());
    QCOMPARE(captionOf(session, 0), std::string("a dog 0"));
    QCOMPARE(changed.count(), 3);
    // Few changes happen at once.
    session.setExcluded({1, 2}, true);
    QVERIFY(session.isExcluded(1));
    QCOMPARE(session.undoLabel(), QString("Leave out 2 examples"));
}

void ProjectSessionTest::changesDuringWorkWait()
{
    const CaptionProject project(600);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    session.runBulk(allRows(session), replaceText({"cat", "dog", {}}));
    session.edit(7, withCaption(session, 7, "typed meanwhile"), "Edit");
    session.runBulk(allRows(session), addSuffix("!"));
    session.undo();
    QTRY_VERIFY_WITH_TIMEOUT(!session.isWorking(), kWait);
    QCOMPARE(captionOf(session, 8), std::string("a dog 8"));
    QCOMPARE(captionOf(session, 7), std::string("typed meanwhile"));
    QCOMPARE(session.undoLabel(), QString("Edit"));
    session.undo();
    QCOMPARE(captionOf(session, 7), std::string("a dog 7"));
}

void ProjectSessionTest::findRowsAnswersTheLastCall()
{
    const CaptionProject project(600);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    int answers = 0;
    std::vector<uint32_t> rows;
    QString message;
    const auto take = [&](const TaskResult<std::vector<uint32_t>>& result) {
        ++answers;
        rows = result.value.value_or(std::vector<uint32_t>());
        message = result.message;
    };
    session.findRows("cat", {}, take);
    session.findRows("5", {}, take);
    session.findRows("answer:/ 5.$/", {"file", true}, take);
    QTRY_COMPARE(answers, 1);
    QCOMPARE(rows, (std::vector<uint32_t>{59, 58, 57, 56, 55, 54, 53, 52, 51, 50}));
    session.findRows("tokns:3", {}, take);
    QTRY_COMPARE(answers, 2);
    QVERIFY(message.contains("tokns"));
    session.edit(3, withCaption(session, 3, "zebra"), "Edit");
    session.findRows("ZEBRA", {}, take);
    QTRY_COMPARE(answers, 3);
    QCOMPARE(rows, (std::vector<uint32_t>{3}));
}

void ProjectSessionTest::revertsAndVersions()
{
    const CaptionProject project(5);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    session.edit(2, withCaption(session, 2, "first"), "Edit");
    session.edit(2, withCaption(session, 2, "second"), "Edit again");
    std::vector<SampleVersion> versions;
    session.versionsOf(2, [&](const TaskResult<std::vector<SampleVersion>>& result) { versions = result.value.value(); });
    QTRY_COMPARE(versions.size(), size_t(3));
    QCOMPARE(versions[0].content.messages.back().content, std::string("a cat 2"));
    QCOMPARE(versions[1].label.english(), std::string("Edit"));
    session.edit(2, versions[1].content, "Back");
    QCOMPARE(captionOf(session, 2), std::string("first"));
    session.revertToOriginal({0, 2});
    QTRY_COMPARE(captionOf(session, 2), std::string("a cat 2"));
    QTRY_VERIFY(!session.isWorking());
    QCOMPARE(session.samples()[2].provenance.origin, Origin::Human);
    session.undo();
    QCOMPARE(captionOf(session, 2), std::string("first"));
}

void ProjectSessionTest::aFullDiskLosesNothing()
{
    const CaptionProject project(600);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QSignalSpy problem(&session, &ProjectSession::problem);
    os::testing::failWritesAfter(30);
    QVERIFY(!session.edit(1, withCaption(session, 1, "typed"), "Edit"));
    QCOMPARE(problem.count(), 1);
    QVERIFY(problem[0][0].toString().contains("disk is full"));
    QCOMPARE(captionOf(session, 1), std::string("a cat 1"));
    session.runBulk(allRows(session), addSuffix("!"));
    QTRY_COMPARE(problem.count(), 2);
    QTRY_VERIFY(!session.isWorking());
    QCOMPARE(captionOf(session, 9), std::string("a cat 9"));
    os::testing::failWritesAfter(-1);
    QVERIFY(session.edit(1, withCaption(session, 1, "typed"), "Edit"));
    QCOMPARE(captionOf(session, 1), std::string("typed"));
    QCOMPARE(session.project().journal().editCount(), size_t(1));
}

void ProjectSessionTest::ignoringIsUndone()
{
    const CaptionProject project(3);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QSignalSpy ignored(&session, &ProjectSession::ignoredChanged);
    session.setIgnored("image.dark", {"photos/00000.jpg", "photos/00001.jpg"}, true);
    QVERIFY(session.project().isIgnored("image.dark", "photos/00001.jpg"));
    QCOMPARE(session.undoLabel(), QString("Ignore 2 findings"));
    session.undo();
    QVERIFY(!session.project().isIgnored("image.dark", "photos/00001.jpg"));
    QCOMPARE(ignored.count(), 2);
}

void ProjectSessionTest::aSecondWindowIsRefused()
{
    const CaptionProject project(3);
    const CaptionProject other(4);
    ProjectSession first;
    QVERIFY(first.open(project.path()));
    ProjectSession second;
    QSignalSpy problem(&second, &ProjectSession::problem);
    QVERIFY(!second.open(project.path()));
    QVERIFY(problem.at(0).at(0).toString().contains("open in another window"));
    QVERIFY(!second.isOpen());
    QVERIFY(first.open(project.path())); // Its own lock goes on.
    QVERIFY(first.open(other.path()));
    QVERIFY(second.open(project.path()));
}

void ProjectSessionTest::aFolderThatIsGoneIsAFinding()
{
    const CaptionProject project(3);
    QVERIFY(QDir(QString::fromStdString(project.root / "photos")).removeRecursively());
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QVERIFY(session.samples().empty());
    QCOMPARE(session.issues().size(), size_t(1));
    QSignalSpy problem(&session, &ProjectSession::problem);
    session.openInBackground(QString::fromStdString(project.root / "nowhere"));
    QVERIFY(problem.wait(kWait));
    QVERIFY(session.isOpen());
}

void ProjectSessionTest::reloadKeepsTheJournal()
{
    const CaptionProject project(5);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    session.edit(1, withCaption(session, 1, "mine"), "Edit");
    project.root.write("photos/00009.jpg", "");
    QSignalSpy completed(&session, &ProjectSession::completed);
    session.reload();
    session.edit(2, withCaption(session, 2, "while it reads"), "Edit");
    QVERIFY(completed.wait(kWait));
    QTRY_COMPARE(captionOf(session, 2), std::string("while it reads"));
    QCOMPARE(session.samples().size(), size_t(6));
    QCOMPARE(captionOf(session, 1), std::string("mine"));
    session.undo();
    QCOMPARE(captionOf(session, 2), std::string("a cat 2"));
    session.undo();
    QCOMPARE(captionOf(session, 1), std::string("a cat 1"));
}

void ProjectSessionTest::aReloadKeepsSettingsAndTheCurrentSample()
{
    const CaptionProject project(5);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    session.setCurrent(3);
    const std::string id = session.samples()[3].id;
    project.root.write("photos/!first.jpg", "");
    QSignalSpy completed(&session, &ProjectSession::completed);
    session.reload();
    QThread::msleep(400); // The project's file has been read by now; nothing comes back before the event loop runs.
    session.setReviewedOnly(true);
    session.project().setViews({{"Cats", "cat", "", false}});
    QVERIFY(completed.wait(kWait));
    QCOMPARE(session.samples().size(), size_t(6));
    QCOMPARE(session.samples()[session.current()].id, id);
    QVERIFY(session.current() != 3);
    QVERIFY(session.project().trainingPolicy().reviewedOnly);
    QCOMPARE(session.project().views().size(), size_t(1));
    session.setReviewedOnly(false); // Writes the file.
    QCOMPARE(Project::open(project.path().toStdString()).views().size(), size_t(1));
}

void ProjectSessionTest::openingTheOpenProjectReadsItAgain()
{
    const CaptionProject project(5);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QSignalSpy completed(&session, &ProjectSession::completed);
    session.openInBackground(project.path() + "/project.lorikeet");
    session.edit(2, withCaption(session, 2, "while it reads"), "Edit");
    QVERIFY(completed.wait(kWait));
    QTRY_COMPARE(captionOf(session, 2), std::string("while it reads"));
    session.undo();
    QCOMPARE(captionOf(session, 2), std::string("a cat 2"));
}

void ProjectSessionTest::editsGoIntoTheProjectThatTheyWereMadeIn()
{
    const CaptionProject project(300), other(300, "a dog"); // With the same sample ids.
    SlowEdit slow;
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    session.runBulk(allRows(session), slow.edit());
    session.openInBackground(other.path());
    QTest::qWait(500); // It has been read, and waits.
    QCOMPARE(QString::fromStdString(session.project().folder()), project.path());
    session.edit(7, withCaption(session, 7, "typed at the end"), "Edit");
    *slow.mayEnd = true;
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(session.project().folder()), other.path(), kWait);
    QTRY_VERIFY(!session.isWorking());
    QCOMPARE(captionOf(session, 7), std::string("a dog 7"));
    QVERIFY(!session.hasUnsaved());
    QVERIFY(session.open(project.path()));
    QCOMPARE(captionOf(session, 7), std::string("typed at the end"));
    QCOMPARE(captionOf(session, 8), std::string("a cat 8!"));
}

void ProjectSessionTest::editsDuringAReloadWaitForTheirCaptions()
{
    const CaptionProject project(1500);
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QSignalSpy completed(&session, &ProjectSession::completed);
    session.reload();
    session.edit(1400, withCaption(session, 1400, "while it reads"), "Edit");
    QVERIFY(completed.wait(kWait));
    QTRY_VERIFY(!session.hasUnsaved());
    QCOMPARE(captionOf(session, 1400), std::string("while it reads"));
    QCOMPARE(captionOf(session, 1401), std::string("a cat 1401"));
}

void ProjectSessionTest::whatWaitsIsNotSavedYet()
{
    const CaptionProject project(300);
    SlowEdit slow;
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QVERIFY(!session.hasUnsaved());
    QSignalSpy told(&session, &ProjectSession::saveStateChanged);
    session.runBulk(allRows(session), slow.edit());
    QVERIFY(session.hasUnsaved());
    QCOMPARE(session.waitingChanges(), size_t(0));
    session.edit(7, withCaption(session, 7, "typed"), "Edit");
    session.findRows("cat", {}, [](const TaskResult<std::vector<uint32_t>>&) {}); // Only asks.
    session.undo();
    QCOMPARE(session.waitingChanges(), size_t(2));
    QVERIFY(told.last().at(0).toBool());
    *slow.mayEnd = true;
    QTRY_VERIFY_WITH_TIMEOUT(!session.hasUnsaved(), kWait);
    QVERIFY(!told.last().at(0).toBool());
    QCOMPARE(captionOf(session, 7), std::string("a cat 7!"));
    const QObject editor;
    session.setHasUnsaved(&editor, true);
    const QObject another;
    session.setHasUnsaved(&another, true);
    session.setHasUnsaved(&another, false);
    QVERIFY(session.hasUnsaved());
    session.forgetEditor(&editor);
    QVERIFY(!session.hasUnsaved());
}

void ProjectSessionTest::whatBecameOfAChangeIsTold()
{
    const CaptionProject project(300), other(3);
    const BulkEdit edit{Text("Edit"), [](const Sample&, SampleContent& content) { content.messages.back().content = "typed"; }};
    std::vector<bool> told;
    const auto take = [&told](bool isRecorded) { told.push_back(isRecorded); };
    SlowEdit slow;
    ProjectSession session;
    QVERIFY(session.open(project.path()));
    QVERIFY(session.change(1, edit, take));
    QCOMPARE(told, std::vector<bool>{true});
    os::testing::failWritesAfter(0);
    QVERIFY(!session.change(2, edit, take));
    QCOMPARE(told, (std::vector<bool>{true, false}));
    os::testing::failWritesAfter(-1);
    session.runBulk(allRows(session), slow.edit());
    QVERIFY(session.change(3, edit, take)); // It waits …
    QSignalSpy problem(&session, &ProjectSession::problem);
    QVERIFY(session.open(other.path())); // … and never is made.
    QCOMPARE(told, (std::vector<bool>{true, false, false}));
    QCOMPARE(problem.count(), 1);
    *slow.mayEnd = true;
}

LK_TEST_CLASS(ProjectSessionTest);
#include "project_session_test.moc"
