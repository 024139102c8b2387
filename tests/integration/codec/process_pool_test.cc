#include "codec/pool/process_pool.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <atomic>
#include <future>
#include <semaphore>
#include <thread>
#include <vector>

#include "pool_test.h"

namespace pictor::codec {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;

/// A render that holds the pool's only renderer until the end of the scope.
class HeldRenderer {
 public:
  explicit HeldRenderer(ProcessPool& pool) {
    const auto on_progress = [this](double) { working_.release(); };
    outcome_ = std::async(std::launch::async, [this, &pool, on_progress] {
      auto outcome = pool.render(command_.input(), one_rendition(), {Lane::kInteractive}, soon(), cancel_.get_token(),
                                 on_progress);
      working_.release();  // also when it never began: then the test fails and does not hang
      return outcome;
    });
    working_.acquire();
  }
  Result<Rendered> end() {
    cancel_.request_stop();
    return outcome_.get();
  }
  ~HeldRenderer() { cancel_.request_stop(); }

 private:
  const Command command_{"block"};
  CancelSource cancel_;
  std::counting_semaphore<2> working_{0};
  std::future<Result<Rendered>> outcome_;
};

class Pool : public PoolTest {};

TEST_F(Pool, AnswersAProbe) {
  ProcessPool pool(hostile_pool());
  const Command command("nothing 123");
  EXPECT_EQ(pool.probe(command.input(), {}, soon()).value(), (ImageFacts{.width = 123, .height = 1}));
}

TEST_F(Pool, AnswersARenderWithBytesAndProgress) {
  ProcessPool pool(hostile_pool());
  const Command command("nothing");
  std::vector<double> progress;
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), {},
                                   [&](double done) { progress.push_back(done); });
  ASSERT_TRUE(outcome.has_value()) << outcome.error().cause;
  EXPECT_EQ(as_text(outcome->bytes_of(outcome->outcome.renditions.at(0))), "\xFF\xD8\xFF\xE0 made");
  EXPECT_THAT(progress, ::testing::ElementsAre(0.5));
}

TEST_F(Pool, UpgradesInAProcessOfTheirOwnThatStandsBackBehindTheOthers) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  const Command command("nothing");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kUpgrade}, soon(), {}, {});
  ASSERT_TRUE(outcome.has_value()) << outcome.error().cause;
  const auto niceness = [](const std::string& pid) {
    return ::getpriority(PRIO_PROCESS, static_cast<id_t>(std::stoi(pid))) - ::getpriority(PRIO_PROCESS, 0);
  };
  std::vector<int> found;
  std::ranges::transform(child_pids(), std::back_inserter(found), niceness);
  EXPECT_THAT(found, ::testing::UnorderedElementsAre(0, 0, PoolOptions().upgrade_niceness));
}

TEST_F(Pool, ChecksThatItsProcessesAnswer) {
  ProcessPool pool(hostile_pool());
  EXPECT_TRUE(pool.check().has_value());
}

TEST_F(Pool, FailsItsCheckWhenProcessesEndAtOnce) {
  PoolOptions options = hostile_pool();
  options.process.arguments = {"codec", "ends-at-once"};
  ProcessPool pool(options);
  const Result<void> check = pool.check();
  ASSERT_FALSE(check.has_value());
  EXPECT_EQ(check.error().code, ErrorCode::kInternal);
}

TEST_F(Pool, FailsItsCheckWhenTheProgramIsNotThere) {
  PoolOptions options = hostile_pool();
  options.process.executable = "/nonexistent/pictor";
  ProcessPool pool(options);
  const Result<void> check = pool.check();
  ASSERT_FALSE(check.has_value());
  EXPECT_THAT(check.error().cause, HasSubstr("execve"));
}

TEST_F(Pool, KillsWhatIsNotDoneByItsDeadline) {
  ProcessPool pool(hostile_pool());
  ASSERT_TRUE(pool.confinement().has_value());
  const Command command("spin");
  const auto start = steady_clock::now();
  const auto outcome =
      pool.render(command.input(), one_rendition(), {Lane::kInteractive}, start + milliseconds(200), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_FALSE(is_codec_death(outcome.error()));
  EXPECT_LT(steady_clock::now() - start, milliseconds(5'000));
  const Command next("nothing");
  EXPECT_TRUE(pool.render(next.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {}).has_value());
}

TEST_F(Pool, KillsWhatUsesMoreProcessorTimeThanItsBudget) {
  PoolOptions options = hostile_pool();
  options.process.cpu_budget = std::chrono::seconds(1);
  ProcessPool pool(options);
  const Command command("spin");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_TRUE(is_codec_death(outcome.error()));
  EXPECT_THAT(outcome.error().message, HasSubstr("processor time"));
}

TEST_F(Pool, DoesNotCountWaitingAsProcessorTime) {
  PoolOptions options = hostile_pool();
  options.process.cpu_budget = std::chrono::seconds(1);
  ProcessPool pool(options);
  ASSERT_TRUE(pool.confinement().has_value());
  const Command command("block");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive},
                                   steady_clock::now() + milliseconds(1'500), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kDeadlineExceeded);
}

TEST_F(Pool, AnswersAtOnceWhenRunningWorkIsCancelled) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  const Result<Rendered> outcome = held.end();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kCancelled);
  const Command next("nothing");
  EXPECT_TRUE(pool.render(next.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {}).has_value());
}

TEST_F(Pool, AnswersAtOnceWhenWaitingWorkIsCancelled) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  CancelSource cancel;
  const Command command("nothing");
  auto waiting = std::async(std::launch::async, [&] {
    return pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), cancel.get_token(), {});
  });
  cancel.request_stop();
  const Result<Rendered> outcome = waiting.get();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kCancelled);
}

TEST_F(Pool, RefusesMoreThanMayWait) {
  PoolOptions options = hostile_pool();
  options.max_waiting = 0;
  ProcessPool pool(options);
  ASSERT_TRUE(pool.confinement().has_value());
  HeldRenderer held(pool);
  const Command command("nothing");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kOverloaded);
}

TEST_F(Pool, RefusesAtOnceWhatCannotBeReadyInTime) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  const Command command("nothing");
  const Claim claim{.tenant = "tenant", .work = std::chrono::hours(1)};
  const auto outcome = pool.render(command.input(), one_rendition(), claim, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kOverloaded);
  EXPECT_THAT(outcome.error().message, HasSubstr("in time"));
  EXPECT_EQ(outcome.error().actual, 0) << "seconds of the work before it, of which nothing is known";
}

TEST_F(Pool, SaysHowLongTheWorkBeforeWhatItRefusesWillTake) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  const Command command("nothing");
  CancelSource cancel;
  auto before = std::async(std::launch::async, [&] {
    const Claim claim{.tenant = "tenant", .work = std::chrono::minutes(1)};
    return pool.render(command.input(), one_rendition(), claim, soon() + std::chrono::hours(1), cancel.get_token(), {});
  });
  const Claim claim{.tenant = "tenant", .work = std::chrono::hours(1)};
  std::optional<std::int64_t> seconds;
  do {  // until the other one waits
    seconds = pool.render(command.input(), one_rendition(), claim, soon(), {}, {}).error().actual;
  } while (seconds == 0);
  EXPECT_EQ(seconds, 60);
  cancel.request_stop();
  EXPECT_EQ(before.get().error().code, ErrorCode::kCancelled);
}

TEST_F(Pool, AnswersWhenTheDeadlinePassesInTheQueue) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  const Command command("nothing");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive},
                                   steady_clock::now() + milliseconds(50), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kDeadlineExceeded);
}

TEST_F(Pool, ProbesDoNotWaitBehindRenders) {
  ProcessPool pool(hostile_pool());
  HeldRenderer held(pool);
  const Command command("nothing 7");
  EXPECT_EQ(pool.probe(command.input(), {}, soon()).value().width, 7);
}

TEST_F(Pool, KeepsAProcessThatBehaves) {
  ProcessPool pool(hostile_pool());
  const Command counting("count-requests");
  for (int expected : {1, 2, 3}) EXPECT_EQ(pool.probe(counting.input(), {}, soon()).value().width, expected);
}

TEST_F(Pool, ReplacesAProcessThatHasGrown) {
  PoolOptions options = hostile_pool();
  options.process.recycle_rss = 1;  // every process is larger
  ProcessPool pool(options);
  const Command counting("count-requests");
  for (int expected : {1, 1, 1}) EXPECT_EQ(pool.probe(counting.input(), {}, soon()).value().width, expected);
}

TEST_F(Pool, ReplacesAProcessThatHasUsedItsLifetime) {
  PoolOptions options = hostile_pool();
  options.process.recycle_cpu = std::chrono::seconds(0);
  ProcessPool pool(options);
  const Command counting("count-requests");
  for (int expected : {1, 1}) EXPECT_EQ(pool.probe(counting.input(), {}, soon()).value().width, expected);
}

TEST_F(Pool, GivesEveryOneOfManyThreadsItsOwnAnswer) {
  PoolOptions options = hostile_pool();
  options.probe_processes = 2;
  ProcessPool pool(options);
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread)
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 25; ++i) {
          const int number = 1 + thread * 25 + i;
          const Command command("nothing " + std::to_string(number));
          const auto facts = pool.probe(command.input(), {}, soon());
          if (facts && facts->width == number) ++right;
        }
      });
  }
  EXPECT_EQ(right, 200);
}

TEST_F(Pool, FailsThoseWhoWaitWhenProcessesStopStarting) {
  PoolOptions options = hostile_pool();
  options.process.arguments = {"codec", "ends-at-once"};
  ProcessPool pool(options);
  const Command command("nothing");
  const auto facts = pool.probe(command.input(), {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace pictor::codec
