#include "app/render_flights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace pictor::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Rendition rendition(std::int64_t bytes) {
  Rendition made;
  made.facts.bytes = bytes;
  return made;
}

/// A rendering that lasts until it is let go.
class RenderFlightsTest : public testing::Test {
 protected:
  RenderFlights::Make slow() {
    return [this](const CancelToken& cancel) -> Result<Rendition> {
      ++made_;
      while (!let_go_ && !cancel.stop_requested()) std::this_thread::yield();
      if (cancel.stop_requested()) return fail(ErrorCode::kCancelled, "the work was cancelled");
      return rendition(7);
    };
  }
  void await(const std::string& key, int count) {
    while (flights_.waiting(key) != count) std::this_thread::yield();
  }
  RenderFlights flights_;
  std::atomic<int> made_ = 0;
  std::atomic<bool> let_go_ = false;
};

TEST_F(RenderFlightsTest, OneRenderingServesAllWhoAskMeanwhile) {
  std::atomic<int> served = 0;
  {
    std::jthread leader([&] { served += flights_.join("key", Deadline::max(), {}, slow()) ? 1 : 0; });
    await("key", 1);
    std::vector<std::jthread> followers;
    for (int i = 0; i < 20; ++i) {
      followers.emplace_back([&] {
        auto answer = flights_.join("key", Deadline::max(), {}, slow());
        served += answer && answer->facts.bytes == 7 ? 1 : 0;
      });
    }
    await("key", 21);
    let_go_ = true;
  }
  EXPECT_EQ(served, 21);
  EXPECT_EQ(made_, 1);
}

TEST_F(RenderFlightsTest, FollowersShareTheLeadersFailure) {
  const RenderFlights::Make broken = [&](const CancelToken&) -> Result<Rendition> {
    while (!let_go_) std::this_thread::yield();
    return fail(ErrorCode::kCorruptImage, "broken");
  };
  std::jthread leader([&] { EXPECT_FALSE(flights_.join("key", Deadline::max(), {}, broken)); });
  await("key", 1);
  std::jthread follower([&] {
    auto answer = flights_.join("key", Deadline::max(), {}, slow());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::kCorruptImage);
  });
  await("key", 2);
  let_go_ = true;
}

TEST_F(RenderFlightsTest, WhatWasMadeIsNotRemembered) {
  int times = 0;
  const auto make = [&](const CancelToken&) -> Result<Rendition> { return rendition(++times); };
  EXPECT_EQ(flights_.join("key", Deadline::max(), {}, make)->facts.bytes, 1);
  EXPECT_EQ(flights_.join("key", Deadline::max(), {}, make)->facts.bytes, 2);
}

TEST_F(RenderFlightsTest, AFollowerWaitsNoLongerThanItsOwnDeadline) {
  std::jthread leader([&] { EXPECT_TRUE(flights_.join("key", Deadline::max(), {}, slow())); });
  await("key", 1);
  auto late = flights_.join("key", steady_clock::now() + milliseconds(1), {}, slow());
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(made_, 1);
  let_go_ = true;
}

TEST_F(RenderFlightsTest, GoesOnForTheOthersWhenTheFirstClientLeaves) {
  CancelSource leaving;
  std::jthread leader([&] { flights_.join("key", Deadline::max(), leaving.get_token(), slow()); });
  await("key", 1);
  std::jthread follower([&] { EXPECT_TRUE(flights_.join("key", Deadline::max(), {}, slow())); });
  await("key", 2);
  leaving.request_stop();
  await("key", 1);
  let_go_ = true;
}

TEST_F(RenderFlightsTest, IsGivenUpWhenNobodyIsLeft) {
  CancelSource leaving;
  Result<Rendition> answer = fail(ErrorCode::kInternal, "not run");
  {
    std::jthread leader([&] { answer = flights_.join("key", Deadline::max(), leaving.get_token(), slow()); });
    await("key", 1);
    leaving.request_stop();
  }
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kCancelled);
}

TEST_F(RenderFlightsTest, DifferentPicturesDoNotWaitForEachOther) {
  std::jthread leader([&] { EXPECT_TRUE(flights_.join("one", Deadline::max(), {}, slow())); });
  await("one", 1);
  EXPECT_TRUE(flights_.join("two", Deadline::max(), {}, [](const CancelToken&) { return rendition(1); }));
  let_go_ = true;
}

}  // namespace
}  // namespace pictor::app
