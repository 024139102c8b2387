// From a change to the confirmation of the edge, over every engine, with a cache that does as the test says.

#include "cdn/dispatcher.h"

#include <gmock/gmock.h>

#include <deque>

#include "contract/sql/database_under_test.h"
#include "support/fakes.h"

namespace pictor::cdn {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Notes what it is sent, and answers what it was told to; without that, it has forgotten at once.
class FakeTarget final : public PurgeTarget {
 public:
  std::string name() const override { return "fake"; }
  std::optional<seconds> repeat_after() const override { return std::nullopt; }
  std::string spell(const Purge& purge) const override { return purge.item; }
  Result<std::string> submit(const PurgeBatch& batch, Deadline) override {
    sent.push_back(batch);
    if (submits.empty()) return std::string();
    Result<std::string> answer = submits.front();
    submits.pop_front();
    return answer;
  }
  Result<bool> is_completed(const std::string& receipt, Deadline) override {
    asked.push_back(receipt);
    if (completions.empty()) return true;
    Result<bool> answer = completions.front();
    completions.pop_front();
    return answer;
  }
  Result<std::string> check(Deadline) override { return std::string(); }

  std::vector<std::string> items(std::size_t batch) const {
    std::vector<std::string> items;
    for (const BatchItem& item : sent.at(batch).items) items.push_back(item.text);
    return items;
  }

  std::deque<Result<std::string>> submits;
  std::deque<Result<bool>> completions;
  std::vector<PurgeBatch> sent;
  std::vector<std::string> asked;
};

class DispatcherTest : public test::MigratedDatabaseTest {
 protected:
  void add(const std::string& image, const std::string& tenant = "acme") {
    const Purge purge = purge_image(TenantId(tenant), ImageId(image), Staleness::kNever);
    test::must(write([&](sql::Session& session) { return outbox.add(session, purge, clock.now()); }));
  }
  Dispatcher dispatcher() { return {database(), target, clock, random, options}; }
  void restart() { test::must(dispatcher().start()); }
  /// Each step is made by another dispatcher, as after a crash: nothing may hang on what one remembers.
  void run_for(seconds time) {
    for (milliseconds passed{0}; passed <= time; passed += milliseconds(500)) {
      test::must(dispatcher().step());
      clock.advance(milliseconds(500));
    }
  }
  EdgeBacklog backlog() {
    return test::must(read([&](sql::Session& session) { return edge_backlog(session, clock.now()); }));
  }

  test::ManualClock clock;
  test::CountingRandom random;
  FakeTarget target;
  Outbox outbox{std::vector<Outbox::Target>{{"fake"}}};
  DispatchOptions options;
};

TEST_P(DispatcherTest, SendsAPurgeWithinSecondsAndForgetsIt) {
  add("a");
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(1));
  EXPECT_THAT(target.items(0), ElementsAre("i:a"));
  EXPECT_EQ(backlog().oldest, std::nullopt);
}

TEST_P(DispatcherTest, HasThisProcessForgetBeforeTheCacheAsksAgain) {
  std::vector<std::string> forgotten;
  options.forget_here = [&](const std::string& item) {
    EXPECT_THAT(target.sent, IsEmpty());
    forgotten.push_back(item);
  };
  add("a");
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(1));
  EXPECT_THAT(forgotten, testing::Contains("i:a"));
}

TEST_P(DispatcherTest, SendsPurgesOfOneSecondTogetherAndEachOnce) {
  for (const char* image : {"a", "b", "a", "c"}) {
    add(image);
    clock.advance(milliseconds(200));
  }
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(1));
  EXPECT_THAT(target.items(0), ElementsAre("i:a", "i:b", "i:c"));
}

TEST_P(DispatcherTest, SendsNothingWhoseChangeWasUndone) {
  const Purge purge = purge_image(TenantId("acme"), ImageId("a"), Staleness::kNever);
  ASSERT_FALSE(write([&](sql::Session& session) -> Result<void> {
    TRY_VOID(outbox.add(session, purge, clock.now()));
    return fail(ErrorCode::kConflict, "undone");
  }));
  run_for(seconds(2));
  EXPECT_THAT(target.sent, IsEmpty());
}

TEST_P(DispatcherTest, SendsAPurgeAgainThatCameAfterItsBatch) {
  add("a");
  run_for(seconds(2));
  add("a");
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_NE(target.sent[0].id, target.sent[1].id);
}

TEST_P(DispatcherTest, PurgesOnceMoreWhatMayHaveReachedTheCacheLate) {
  outbox = Outbox(std::vector<Outbox::Target>{{"fake", seconds(60)}});
  add("a");
  run_for(seconds(30));
  EXPECT_THAT(target.sent, SizeIs(1));
  EXPECT_EQ(backlog().waiting, 0) << "nothing that anybody should worry about";
  add("a");
  run_for(seconds(40));
  EXPECT_THAT(target.sent, SizeIs(2)) << "the later change counts";
  run_for(seconds(30));
  ASSERT_THAT(target.sent, SizeIs(3));
  EXPECT_THAT(target.items(2), ElementsAre("i:a"));
  run_for(seconds(120));
  EXPECT_THAT(target.sent, SizeIs(3));
}

TEST_P(DispatcherTest, PurgesOnlyOnceWhatMayBeStale) {
  outbox = Outbox(std::vector<Outbox::Target>{{"fake", seconds(60)}});
  const Purge purge = purge_image(TenantId("acme"), ImageId("a"), Staleness::kWhileRefetched);
  test::must(write([&](sql::Session& session) { return outbox.add(session, purge, clock.now()); }));
  run_for(seconds(120));
  EXPECT_THAT(target.sent, SizeIs(1));
}

TEST_P(DispatcherTest, SendsTheSameBatchUntilTheCacheTakesIt) {
  target.submits = {fail(ErrorCode::kInternal, "cut"), fail(ErrorCode::kDeadlineExceeded, "slow"),
                    fail(ErrorCode::kOverloaded, "busy")};
  add("a");
  run_for(seconds(3));
  add("b");
  run_for(seconds(120));
  ASSERT_GE(target.sent.size(), 5u);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(target.sent[i].id, target.sent[0].id);
    EXPECT_EQ(target.sent[i].items, target.sent[0].items);
  }
  EXPECT_THAT(target.items(4), ElementsAre("i:b"));
  EXPECT_EQ(backlog().oldest, std::nullopt);
}

TEST_P(DispatcherTest, BacksOffUpToAMinute) {
  for (int i = 0; i < 1'000; ++i) target.submits.push_back(fail(ErrorCode::kOverloaded, "busy"));
  add("a");
  run_for(std::chrono::minutes(20));
  // Half a minute on average in the end, and never more than one.
  EXPECT_GE(target.sent.size(), 20u);
  EXPECT_LE(target.sent.size(), 60u);
}

TEST_P(DispatcherTest, AsksAboutWhatWasAcceptedUntilItIsDone) {
  target.submits = {std::string("receipt")};
  target.completions = {false, fail(ErrorCode::kInternal, "cut"), true};
  add("a");
  run_for(seconds(2));
  EXPECT_EQ(backlog().in_progress, 1);
  run_for(seconds(60));
  EXPECT_THAT(target.sent, SizeIs(1));
  EXPECT_THAT(target.asked, ElementsAre("receipt", "receipt", "receipt"));
  EXPECT_EQ(backlog().oldest, std::nullopt);
}

TEST_P(DispatcherTest, SendsABatchAgainThatTheCacheDoesNotKnowAnyMore) {
  target.submits = {std::string("receipt")};
  target.completions = {fail(ErrorCode::kGone, "never heard of it")};
  add("a");
  run_for(seconds(60));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_EQ(target.sent[0].id, target.sent[1].id);
}

TEST_P(DispatcherTest, DoesNotWaitForAnswersThatItMayNotHave) {
  target.submits = {std::string("receipt")};
  target.completions = {fail(ErrorCode::kForbidden, "no permission to ask")};
  add("a");
  run_for(seconds(20));
  EXPECT_EQ(backlog().oldest, std::nullopt);
}

TEST_P(DispatcherTest, KeepsWhatIsRefusedAndTriesItAgainAtTheNextStart) {
  target.submits = {fail(ErrorCode::kForbidden, "no permission")};
  add("a");
  run_for(seconds(60));
  EXPECT_THAT(target.sent, SizeIs(1)) << "not hammered";
  EXPECT_EQ(backlog().unsent, 1);
  EXPECT_EQ(backlog().last_error, "no permission");
  restart();
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_EQ(target.sent[1].items, target.sent[0].items);
  EXPECT_EQ(backlog().oldest, std::nullopt);
}

TEST_P(DispatcherTest, PurgesEverythingInPlaceOfABatchThatIsNeverTaken) {
  target.submits = {fail(ErrorCode::kInvalidRequest, "malformed")};
  add("a");
  run_for(seconds(10));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_THAT(target.items(1), ElementsAre("/*"));
  EXPECT_NE(target.sent[1].id, target.sent[0].id);
  EXPECT_EQ(backlog().oldest, std::nullopt);
}

TEST_P(DispatcherTest, GivesABatchAnotherIdWhenItsIsTaken) {
  target.submits = {fail(ErrorCode::kConflict, "known")};
  add("a");
  run_for(seconds(10));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_EQ(target.sent[1].items, target.sent[0].items);
  EXPECT_NE(target.sent[1].id, target.sent[0].id);
}

TEST_P(DispatcherTest, HasNoMoreItemsInFlightThanAllowed) {
  options.in_flight_items = 2;
  target.submits = {std::string("one"), std::string("two")};
  target.completions = {false, false, true};
  for (const char* image : {"a", "b", "c"}) add(image);
  run_for(seconds(9));
  EXPECT_THAT(target.sent, SizeIs(1));
  EXPECT_THAT(target.items(0), ElementsAre("i:a", "i:b"));
  run_for(seconds(30));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_THAT(target.items(1), ElementsAre("i:c"));
}

TEST_P(DispatcherTest, SendsNoFasterThanItsBucketFills) {
  options.items_per_second = 2;
  Dispatcher one = dispatcher();  // the bucket is its own
  for (int i = 0; i < 20; ++i) add("image" + std::to_string(i));
  for (int i = 0; i < 8; ++i) {
    test::must(one.step());
    clock.advance(milliseconds(500));
  }
  std::size_t sent = 0;
  for (const PurgeBatch& batch : target.sent) sent += batch.items.size();
  EXPECT_GE(sent, 6u);
  EXPECT_LE(sent, 10u);
}

TEST_P(DispatcherTest, PurgesTenantsWholeWhereTheBudgetIsShort) {
  options.monthly_items = 4;
  for (const char* image : {"a", "b"}) add(image);
  run_for(seconds(2));
  for (const char* image : {"c", "d", "e"}) add(image);
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_THAT(target.items(1), ElementsAre("t:acme"));
}

TEST_P(DispatcherTest, PurgesEverythingAtOnceAndMoreSeldomOnceTheBudgetIsSpent) {
  options.monthly_items = 2;
  for (const char* image : {"a", "b"}) add(image);
  run_for(seconds(2));
  add("c");
  add("d", "other");
  run_for(seconds(8));
  EXPECT_THAT(target.sent, SizeIs(1));
  run_for(seconds(4));
  ASSERT_THAT(target.sent, SizeIs(2)) << "never none: what is deleted must go";
  EXPECT_THAT(target.items(1), ElementsAre("/*"));
}

TEST_P(DispatcherTest, HasANewBudgetEachMonth) {
  options.monthly_items = 1;
  add("a");
  run_for(seconds(2));
  clock.advance(std::chrono::days(31));
  add("b");
  run_for(seconds(2));
  ASSERT_THAT(target.sent, SizeIs(2));
  EXPECT_THAT(target.items(1), ElementsAre("i:b"));
}

TEST_P(DispatcherTest, ForgetsWhatWaitsForCachesThatAreNoMore) {
  add("a");
  EXPECT_EQ(test::must(write(
                [](sql::Session& session) { return forget_other_targets(session, std::vector<std::string>{"fake"}); })),
            0);
  EXPECT_EQ(test::must(write([](sql::Session& session) { return forget_other_targets(session, {}); })), 1);
  EXPECT_EQ(backlog().waiting, 0);
}

TEST_P(DispatcherTest, KeepsHowStaleACopyMayBe) {
  const TenantId acme("acme");
  for (const Staleness staleness : {Staleness::kWhileRefetched, Staleness::kNever})
    for (const char* image : {"a", "b"}) {
      if (staleness == Staleness::kNever && std::string_view(image) == "b") continue;
      const Purge purge = purge_image(acme, ImageId(image), staleness);
      test::must(write([&](sql::Session& session) { return outbox.add(session, purge, clock.now()); }));
    }
  run_for(seconds(2));
  EXPECT_THAT(target.sent.at(0).items, testing::UnorderedElementsAre(BatchItem{"i:a", Staleness::kNever},
                                                                     BatchItem{"i:b", Staleness::kWhileRefetched}));
}

INSTANTIATE_TEST_SUITE_P(Engines, DispatcherTest, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::cdn
