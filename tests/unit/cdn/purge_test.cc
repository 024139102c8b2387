#include "cdn/purge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cdn/token_bucket.h"

namespace pictor::cdn {
namespace {

using testing::ElementsAre;

const TenantId kAcme("acme"), kOther("other");

Purge image(const TenantId& tenant, const std::string& id, Staleness staleness = Staleness::kNever) {
  return purge_image(tenant, ImageId(id), staleness);
}

std::vector<std::string> items(const std::vector<Purge>& purges) {
  std::vector<std::string> items;
  for (const Purge& purge : purges) items.push_back(purge.item);
  return items;
}

TEST(Economise, LeavesWhatIsAllowed) {
  EXPECT_THAT(items(economise({image(kAcme, "a"), image(kOther, "b")}, 2)), ElementsAre("i:a", "i:b"));
}

TEST(Economise, NamesEachItemOnceAndKeepsTheStricterPurge) {
  const auto kept = economise({image(kAcme, "a", Staleness::kWhileRefetched), image(kAcme, "b"), image(kAcme, "a")}, 9);
  EXPECT_THAT(items(kept), ElementsAre("i:a", "i:b"));
  EXPECT_EQ(kept.front().staleness, Staleness::kNever);
}

TEST(Economise, PurgesTenantsWholeBeforeEverything) {
  const std::vector<Purge> many = {image(kAcme, "a"), image(kAcme, "b"), image(kOther, "c")};
  EXPECT_THAT(items(economise(many, 2)), ElementsAre("t:acme", "i:c"));
  EXPECT_THAT(items(economise(many, 1)), ElementsAre("/*"));
}

TEST(Economise, KeepsPurgesThatAreOfNoTenantAlone) {
  const std::vector<Purge> many = {image(kAcme, "a"), image(kAcme, "b"), purge_preset({"card", 1})};
  EXPECT_THAT(items(economise(many, 2)), ElementsAre("p:card@1", "t:acme"));
}

TEST(Economise, NeedsNothingBesideEverything) {
  EXPECT_THAT(items(economise({image(kAcme, "a"), purge_everything()}, 9)), ElementsAre("/*"));
}

TEST(PurgePaths, HaveAStarOnlyAtTheirEnd) {
  for (const char* good : {"/", "/*", "/t/acme/*", "/t/acme/a?w=1"}) EXPECT_TRUE(purge_path(good)) << good;
  for (const char* bad : {"", "a", "/a*b", "/a b", "/\xc3\xa4", "/a\nb", "/**", "/a#b", "i:x"}) {
    EXPECT_FALSE(purge_path(bad)) << bad;
  }
  EXPECT_TRUE(purge_path("/" + std::string(3'999, 'a')));
  EXPECT_FALSE(purge_path("/" + std::string(4'000, 'a')));
}

TEST(TokenBuckets, FillAtTheirRateAndHoldNoMoreThanTheirBurst) {
  Time now{};
  TokenBucket bucket(2, 5, now);
  EXPECT_EQ(bucket.available(now), 5);
  bucket.take(5);
  EXPECT_EQ(bucket.available(now), 0);
  EXPECT_EQ(bucket.available(now + std::chrono::milliseconds(1'500)), 3);
  EXPECT_EQ(bucket.available(now + std::chrono::hours(1)), 5);
}

TEST(TokenBuckets, DoNotFillWhileTheClockGoesBack) {
  const Time now{std::chrono::seconds(100)};
  TokenBucket bucket(1, 1, now);
  bucket.take(1);
  EXPECT_EQ(bucket.available(now - std::chrono::seconds(50)), 0);
  EXPECT_EQ(bucket.available(now), 0);
}

}  // namespace
}  // namespace pictor::cdn
