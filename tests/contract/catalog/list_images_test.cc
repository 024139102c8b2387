#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "base/encoding.h"
#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::at;
using test::bare_image;
using test::image_id;
using test::must;
using test::optimization;
using test::thumbnail;
using testing::ElementsAre;
using testing::IsEmpty;

class ListContract : public test::CatalogTest {
 protected:
  Result<ImagePage> list(const ListQuery& query) {
    return read([&](sql::Session& session) { return list_images(session, demo, query); });
  }
  /// The numbers of the images of one page.
  std::vector<int> numbers(const ListQuery& query) { return numbers_of(must(list(query))); }
  static std::vector<int> numbers_of(const ImagePage& page) {
    std::vector<int> numbers;
    for (const ImageDetails& item : page.items) numbers.push_back(std::stoi(item.image.id.str().substr(4)));
    return numbers;
  }
  /// The numbers of all pages, one after the other.
  std::vector<int> all_numbers(ListQuery query) {
    std::vector<int> numbers;
    for (;;) {
      const ImagePage page = must(list(query));
      EXPECT_LE(page.items.size(), static_cast<std::size_t>(query.limit));
      std::ranges::copy(numbers_of(page), std::back_inserter(numbers));
      if (!page.next_cursor) return numbers;
      query.cursor = *page.next_cursor;
    }
  }
  void insert_named(int number, std::string name) {
    Image image = bare_image(demo, number);
    image.name = std::move(name);
    must(insert(image));
  }
};

TEST_P(ListContract, ShowsTheNewestFirstAndNoOtherTenants) {
  for (int number : {2, 1, 3}) must(insert(bare_image(demo, number)));
  must(insert(bare_image(other_tenant, 4)));
  const ImagePage page = must(list({}));
  EXPECT_THAT(numbers_of(page), ElementsAre(3, 2, 1));
  EXPECT_EQ(page.next_cursor, std::nullopt);
}

TEST_P(ListContract, EverySortAndOrderPagesThroughAllOnceThoughKeysAreEqual) {
  for (int number = 1; number <= 23; ++number) {
    Image image = bare_image(demo, number);
    image.created_at = at(number / 4);
    image.name = "same " + std::to_string(number / 5);
    image.bytes = number / 3;
    must(insert(image));
  }
  const std::vector<int> up = [] {
    std::vector<int> numbers(23);
    std::iota(numbers.begin(), numbers.end(), 1);
    return numbers;
  }();
  for (ListSort sort : {ListSort::kCreatedAt, ListSort::kName, ListSort::kBytes}) {
    for (int limit : {1, 5, 22, 23, 200}) {
      EXPECT_EQ(all_numbers({.limit = limit, .sort = sort, .order = ListOrder::kAscending}), up) << limit;
      EXPECT_EQ(all_numbers({.limit = limit, .sort = sort, .order = ListOrder::kDescending}),
                std::vector<int>(up.rbegin(), up.rend()))
          << limit;
    }
  }
}

TEST_P(ListContract, PagesStayInStepWhileImagesComeAndGo) {
  for (int number = 1; number <= 6; ++number) must(insert(bare_image(demo, number)));
  ListQuery query{.limit = 2};
  const ImagePage first = must(list(query));
  EXPECT_THAT(numbers_of(first), ElementsAre(6, 5));
  must(insert(bare_image(demo, 7)));
  must(write([&](sql::Session& session) { return remove_image(session, demo, image_id(5)); }));
  query.cursor = *first.next_cursor;
  EXPECT_THAT(all_numbers(query), ElementsAre(4, 3, 2, 1));
}

TEST_P(ListContract, ACursorOfAnotherQueryIsRefused) {
  for (int number = 1; number <= 3; ++number) must(insert(bare_image(demo, number)));
  const std::string cursor = *must(list({.limit = 1})).next_cursor;
  EXPECT_TRUE(list({.limit = 2, .cursor = cursor})) << "another size of pages is the same query";
  const ListQuery others[] = {
      {.cursor = cursor, .text = "x"},
      {.cursor = cursor, .tag = "x"},
      {.cursor = cursor, .album = ""},
      {.cursor = cursor, .format = Format::kJpeg},
      {.cursor = cursor, .status = ImageStatus::kReady},
      {.cursor = cursor, .owner = SubjectId("alice")},
      {.cursor = cursor, .deleted = true},
      {.cursor = cursor, .sort = ListSort::kBytes},
      {.cursor = cursor, .order = ListOrder::kAscending},
      {.cursor = cursor + "A"},
      {.cursor = cursor.substr(0, 20)},
      {.cursor = "not a cursor"},
      {.cursor = to_base64url(as_bytes(std::string(60, 'x')))},
  };
  for (const ListQuery& other : others) {
    const auto refused = list(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidParameter);
    EXPECT_EQ(refused.error().field, "cursor");
  }
  const auto of_other_tenant =
      read([&](sql::Session& session) { return list_images(session, other_tenant, {.cursor = cursor}); });
  EXPECT_FALSE(of_other_tenant);
}

TEST_P(ListContract, ALimitOutOfRangeIsRefused) {
  for (int limit : {-1, 0, 201}) EXPECT_EQ(list({.limit = limit}).error().field, "limit");
  EXPECT_EQ(list({.text = std::string(1025, 'x')}).error().field, "q");
}

TEST_P(ListContract, SearchesNamesWithoutCaseAndTakesWildcardsLiterally) {
  insert_named(1, "Beach.JPG");
  insert_named(2, "my beach 100% sun");
  insert_named(3, "my_beach");
  insert_named(4, "back\\slash");
  insert_named(5, "mountain");
  EXPECT_THAT(numbers({.text = "BEACH"}), ElementsAre(3, 2, 1));
  EXPECT_THAT(numbers({.text = "%"}), ElementsAre(2));
  EXPECT_THAT(numbers({.text = "_"}), ElementsAre(3));
  EXPECT_THAT(numbers({.text = "\\"}), ElementsAre(4));
  EXPECT_THAT(numbers({.text = "0% s"}), ElementsAre(2));
  EXPECT_THAT(numbers({.text = "' OR 1=1 --"}), IsEmpty());
}

TEST_P(ListContract, EachFilterShowsOnlyWhatFits) {
  Image tagged = bare_image(demo, 1);
  tagged.tags = {"sea", "sun"};
  Image in_album = bare_image(demo, 2);
  in_album.album = "summer";
  Image png = bare_image(demo, 3);
  png.facts.format = Format::kPng;
  Image waiting = bare_image(demo, 4);
  waiting.status = ImageStatus::kProcessing;
  Image bobs = bare_image(demo, 5);
  bobs.owner = SubjectId("bob");
  Image trashed = bare_image(demo, 6);
  trashed.tags = {"sea"};
  trashed.deleted_at = at(100);
  Image elsewhere = bare_image(other_tenant, 7);
  elsewhere.tags = {"sea"};
  for (const Image& image : {tagged, in_album, png, waiting, bobs, trashed, elsewhere}) must(insert(image));
  EXPECT_THAT(numbers({.tag = "sea"}), ElementsAre(1));
  EXPECT_THAT(numbers({.tag = "se"}), IsEmpty());
  EXPECT_THAT(numbers({.album = "summer"}), ElementsAre(2));
  EXPECT_THAT(numbers({.format = Format::kPng}), ElementsAre(3));
  EXPECT_THAT(numbers({.status = ImageStatus::kProcessing}), ElementsAre(4));
  EXPECT_THAT(numbers({.owner = SubjectId("bob")}), ElementsAre(5));
  EXPECT_THAT(numbers({.deleted = true}), ElementsAre(6));
  EXPECT_THAT(numbers({}), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(numbers({.text = "photo",
                       .tag = "sun",
                       .format = Format::kJpeg,
                       .status = ImageStatus::kReady,
                       .owner = SubjectId("alice")}),
              ElementsAre(1));
}

TEST_P(ListContract, AFilteredListPagesThroughWhatFits) {
  for (int number = 1; number <= 9; ++number) {
    Image image = bare_image(demo, number);
    if (number % 2) image.tags = {"odd"};
    must(insert(image));
  }
  EXPECT_THAT(all_numbers({.limit = 2, .tag = "odd"}), ElementsAre(9, 7, 5, 3, 1));
}

TEST_P(ListContract, EveryItemCarriesItsOwnDetails) {
  for (int number = 1; number <= 5; ++number) {
    Image image = bare_image(demo, number);
    image.tags = {"b" + std::to_string(number), "a"};
    must(insert(image));
    ImageOptimization chosen = optimization();
    chosen.spec = std::to_string(number);
    must(write([&](sql::Session& session) -> Result<void> {
      if (number != 3) TRY_VOID(put_optimization(session, demo, image.id, chosen));
      return put_thumbnails(session, demo, image.id,
                            {thumbnail("small", Format::kWebp), thumbnail("p" + std::to_string(number), Format::kPng)});
    }));
  }
  const ImagePage page = must(list({.limit = 3, .order = ListOrder::kAscending}));
  ASSERT_EQ(page.items.size(), 3u);
  for (int number = 1; number <= 3; ++number) {
    const ImageDetails& item = page.items[number - 1];
    EXPECT_THAT(item.image.tags, ElementsAre("b" + std::to_string(number), "a"));
    ASSERT_EQ(item.thumbnails.size(), 2u);
    EXPECT_EQ(item.thumbnails[1].preset, "p" + std::to_string(number));
    EXPECT_EQ(item.optimization.has_value(), number != 3);
    if (item.optimization) EXPECT_EQ(item.optimization->spec, std::to_string(number));
  }
}

TEST_P(ListContract, AFullPageOfTwoHundredIsRead) {
  must(write([&](sql::Session& session) -> Result<void> {
    for (int number = 1; number <= 201; ++number) TRY_VOID(insert_image(session, bare_image(demo, number)));
    return {};
  }));
  EXPECT_EQ(must(list({.limit = 200})).items.size(), 200u);
  EXPECT_EQ(all_numbers({.limit = 200}).size(), 201u);
}

INSTANTIATE_TEST_SUITE_P(Engines, ListContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
