#include "http/blocking_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "http/body_rate.h"
#include "http/signal.h"

namespace pictor::http {
namespace {

TEST(BlockingPool, RunsAsManyTasksAtATimeAsItHasThreads) {
  std::latch all_running(3);
  BlockingPool pool(3, 100);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool.try_reserve());
    pool.submit([&] { all_running.arrive_and_wait(); });
  }
  all_running.wait();
}

TEST(BlockingPool, RefusesWhatItsQueueHasNoRoomFor) {
  std::promise<void> release, started;
  BlockingPool pool(1, 2);
  ASSERT_TRUE(pool.try_reserve());
  pool.submit([&] {
    started.set_value();
    release.get_future().wait();
  });
  started.get_future().wait();
  EXPECT_TRUE(pool.try_reserve());
  EXPECT_TRUE(pool.try_reserve());
  EXPECT_FALSE(pool.try_reserve());
  release.set_value();
}

TEST(BlockingPool, RunsWhatWasSubmittedBeforeItStops) {
  std::atomic<int> ran = 0;
  BlockingPool pool(2, 100);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(pool.try_reserve());
    pool.submit([&] { ++ran; });
  }
  pool.stop();
  EXPECT_EQ(ran, 50);
  EXPECT_FALSE(pool.try_reserve());
}

TEST(BodyRate, WantsItsBytesInEveryWindow) {
  using std::chrono::milliseconds;
  Deadline start{};
  BodyRate rate(1000, milliseconds(10'000), start);
  EXPECT_EQ(rate.deadline(), start + milliseconds(10'000));
  rate.moved(9'999, start + milliseconds(5'000));
  EXPECT_EQ(rate.deadline(), start + milliseconds(10'000));
  rate.moved(1, start + milliseconds(9'000));
  EXPECT_EQ(rate.deadline(), start + milliseconds(19'000));
}

TEST(Signal, TellsItsListenerOnceWhicheverComesFirst) {
  int told = 0;
  Signal late;
  late.listen([&] { ++told; });
  late.raise();
  late.raise();
  EXPECT_EQ(told, 1);
  Signal early;
  early.raise();
  early.listen([&] { ++told; });
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace pictor::http
