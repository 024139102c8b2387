#include "delivery/byte_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace pictor::delivery {
namespace {

ByteCache::Value value_of(int number) { return std::make_shared<const int>(number); }

/// Puts a value of `bytes` bytes, begun just now.
void put(ByteCache& cache, const std::string& key, std::size_t bytes, std::vector<std::string> groups = {}) {
  cache.insert(cache.begin(), key, std::move(groups), bytes, value_of(1));
}

TEST(ByteCache, GivesBackWhatWasPut) {
  ByteCache cache(1000);
  cache.insert(cache.begin(), "a", {}, 10, value_of(7));
  auto found = std::static_pointer_cast<const int>(cache.find("a"));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(*found, 7);
  EXPECT_EQ(cache.find("b"), nullptr);
}

TEST(ByteCache, TakesTheLaterOfTwoValuesOfAKey) {
  ByteCache cache(1000);
  cache.insert(cache.begin(), "a", {}, 10, value_of(1));
  cache.insert(cache.begin(), "a", {}, 20, value_of(2));
  EXPECT_EQ(*std::static_pointer_cast<const int>(cache.find("a")), 2);
  EXPECT_EQ(cache.counts().bytes, 20U);
  EXPECT_EQ(cache.counts().entries, 1U);
}

TEST(ByteCache, NeverHoldsMoreBytesThanItMay) {
  ByteCache cache(1000);
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = std::to_string(i % 313);
    if (cache.find(key) == nullptr) put(cache, key, 1 + static_cast<std::size_t>(i) % 90);
    ASSERT_LE(cache.counts().bytes, 1000U);
  }
  EXPECT_GT(cache.counts().entries, 5U);
}

TEST(ByteCache, KeepsNothingLargerThanATenthOfItself) {
  ByteCache cache(1000);
  put(cache, "large", 101);
  put(cache, "right", 100);
  EXPECT_EQ(cache.find("large"), nullptr);
  EXPECT_NE(cache.find("right"), nullptr);
}

TEST(ByteCache, KeepsNothingWhenItHasNoRoomAtAll) {
  ByteCache cache(0);
  put(cache, "a", 1);
  EXPECT_EQ(cache.find("a"), nullptr);
}

TEST(ByteCache, AScanDoesNotDriveOutWhatIsAskedForAgain) {
  ByteCache cache(10'000);
  for (int i = 0; i < 50; ++i) put(cache, "hot" + std::to_string(i), 100);
  for (int i = 0; i < 50; ++i) ASSERT_NE(cache.find("hot" + std::to_string(i)), nullptr);
  for (int i = 0; i < 100'000; ++i) put(cache, "scan" + std::to_string(i), 100);
  int left = 0;
  for (int i = 0; i < 50; ++i) left += cache.find("hot" + std::to_string(i)) != nullptr ? 1 : 0;
  EXPECT_EQ(left, 50);
}

TEST(ByteCache, WhatComesBackSoonAfterItFellOutIsKept) {
  ByteCache cache(1000);
  for (int i = 0; i < 100; ++i) put(cache, "first" + std::to_string(i), 10);
  put(cache, "again", 10);
  for (int i = 0; i < 100; ++i) put(cache, "second" + std::to_string(i), 10);
  ASSERT_EQ(cache.find("again"), nullptr);
  put(cache, "again", 10);
  for (int i = 0; i < 50; ++i) put(cache, "third" + std::to_string(i), 10);
  EXPECT_NE(cache.find("again"), nullptr);
}

TEST(ByteCache, DropsAGroupAndNothingElse) {
  ByteCache cache(10'000);
  put(cache, "a", 10, {"tenant", "image-1"});
  put(cache, "b", 10, {"tenant", "image-1"});
  put(cache, "c", 10, {"tenant", "image-2"});
  cache.invalidate("image-1");
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_NE(cache.find("c"), nullptr);
  cache.invalidate("tenant");
  EXPECT_EQ(cache.find("c"), nullptr);
  EXPECT_EQ(cache.counts().bytes, 0U);
}

TEST(ByteCache, DoesNotKeepWhatWasBegunBeforeItsGroupWasDropped) {
  ByteCache cache(10'000);
  const CacheTicket before = cache.begin();
  cache.invalidate("image");
  cache.insert(before, "old", {"image"}, 10, value_of(1));
  cache.insert(before, "other", {"another"}, 10, value_of(1));
  cache.insert(cache.begin(), "new", {"image"}, 10, value_of(1));
  EXPECT_EQ(cache.find("old"), nullptr);
  EXPECT_NE(cache.find("other"), nullptr);
  EXPECT_NE(cache.find("new"), nullptr);
}

TEST(ByteCache, DoesNotKeepWhatWasBegunTooLongAgoToKnow) {
  ByteCache cache(10'000);
  const CacheTicket before = cache.begin();
  cache.invalidate("image");
  for (int i = 0; i < 5'000; ++i) cache.invalidate("other" + std::to_string(i));
  cache.insert(before, "old", {"image"}, 10, value_of(1));
  EXPECT_EQ(cache.find("old"), nullptr);
}

TEST(ByteCache, AValueOutlivesItsPlaceInTheCache) {
  ByteCache cache(1000);
  put(cache, "a", 10, {"image"});
  auto held = cache.find("a");
  cache.invalidate("image");
  EXPECT_EQ(*std::static_pointer_cast<const int>(held), 1);
}

TEST(ByteCache, CountsWhatItDid) {
  ByteCache cache(1000);
  put(cache, "a", 100);
  cache.find("a");
  cache.find("b");
  EXPECT_EQ(cache.counts().hits, 1U);
  EXPECT_EQ(cache.counts().misses, 1U);
  for (int i = 0; i < 20; ++i) put(cache, "n" + std::to_string(i), 100);
  EXPECT_EQ(cache.counts().entries, 10U);
  EXPECT_EQ(cache.counts().evictions, 11U);
}

}  // namespace
}  // namespace pictor::delivery
