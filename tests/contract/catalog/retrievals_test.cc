#include "catalog/retrievals.h"

#include <gmock/gmock.h>

#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::image_id;
using test::must;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Day kFirstDay{std::chrono::days(20'000)};
constexpr Day kSecondDay{std::chrono::days(20'001)};

MATCHER_P3(SumIs, key, requests, bytes, "") { return arg.key == key && arg.requests == requests && arg.bytes == bytes; }

class RetrievalsContract : public test::CatalogTest {
 protected:
  void add(const Retrievals& counts) {
    must(write([&](sql::Session& session) { return add_retrievals(session, {&counts, 1}); }));
  }
  void SetUp() override {
    CatalogTest::SetUp();
    add({demo, kFirstDay, image_id(1), "small", 2, 200});
    add({demo, kFirstDay, image_id(1), "", 1, 1000});
    add({demo, kSecondDay, image_id(2), "small", 5, 50});
    add({other_tenant, kFirstDay, image_id(1), "small", 7, 7});
  }
  std::vector<RetrievalSum> sums(RetrievalQuery query) {
    return must(read([&](sql::Session& session) { return sum_retrievals(session, demo, query); }));
  }
};

TEST_P(RetrievalsContract, AreSummedByDay) {
  EXPECT_THAT(sums({.first = kFirstDay, .last = kSecondDay}),
              ElementsAre(SumIs("2024-10-04", 3, 1200), SumIs("2024-10-05", 5, 50)));
}

TEST_P(RetrievalsContract, AreSummedByImageAndByPresetTheLargestFirst) {
  EXPECT_THAT(sums({.first = kFirstDay, .last = kSecondDay, .group = RetrievalGroup::kImage}),
              ElementsAre(SumIs(image_id(1).str(), 3, 1200), SumIs(image_id(2).str(), 5, 50)));
  EXPECT_THAT(sums({.first = kFirstDay, .last = kSecondDay, .group = RetrievalGroup::kPreset}),
              ElementsAre(SumIs("", 1, 1000), SumIs("small", 7, 250)));
}

TEST_P(RetrievalsContract, OnlyThoseOfTheDaysAndTheImageCount) {
  EXPECT_THAT(sums({.first = kSecondDay, .last = kSecondDay}), ElementsAre(SumIs("2024-10-05", 5, 50)));
  EXPECT_THAT(sums({.first = kFirstDay, .last = kSecondDay, .image = image_id(1)}),
              ElementsAre(SumIs("2024-10-04", 3, 1200)));
}

TEST_P(RetrievalsContract, LaterOnesAreAddedToEarlier) {
  add({demo, kSecondDay, image_id(2), "small", 1, 1});
  EXPECT_THAT(sums({.first = kSecondDay, .last = kSecondDay}), ElementsAre(SumIs("2024-10-05", 6, 51)));
}

TEST_P(RetrievalsContract, NoMoreLinesThanAskedFor) {
  EXPECT_THAT(sums({.first = kFirstDay, .last = kSecondDay, .group = RetrievalGroup::kImage, .limit = 1}),
              ElementsAre(SumIs(image_id(1).str(), 3, 1200)));
}

TEST_P(RetrievalsContract, OldDaysAreForgotten) {
  EXPECT_EQ(must(write([](sql::Session& session) { return remove_retrievals(session, kSecondDay); })), 3);
  EXPECT_THAT(sums({.first = kFirstDay, .last = kFirstDay}), IsEmpty());
  EXPECT_EQ(sums({.first = kFirstDay, .last = kSecondDay}).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, RetrievalsContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
