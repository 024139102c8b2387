#include "catalog/drafts.h"

#include <gmock/gmock.h>

#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::at;
using test::image_id;
using test::must;

class DraftsContract : public test::CatalogTest {
 protected:
  Draft draft(const TenantId& tenant, int number) {
    return {.tenant = tenant,
            .id = image_id(number),
            .owner = SubjectId("alice"),
            .format = Format::kWebp,
            .bytes = std::int64_t{5} << 32,
            .sha256 = Sha256Hex(std::string(64, 'a')),
            .description = R"({"name":"süß"})",
            .created_at = at(number),
            .expires_at = at(number + 100),
            .completed_at = std::nullopt};
  }
  Result<void> add(const Draft& draft) {
    return write([&](sql::Session& session) { return insert_draft(session, draft); });
  }
  std::optional<Draft> find_one(const TenantId& tenant, int number) {
    return must(read([&](sql::Session& session) { return find_draft(session, tenant, image_id(number)); }));
  }
  Result<void> complete(int number) {
    return write([&](sql::Session& session) { return complete_draft(session, demo, image_id(number), at(7)); });
  }
  std::int64_t open(const TenantId& tenant) {
    return must(read([&](sql::Session& session) { return count_open_drafts(session, tenant); }));
  }
};

TEST_P(DraftsContract, ADraftIsReadAsItWasWrittenAndInItsTenantOnly) {
  const Draft written = draft(demo, 1);
  must(add(written));
  const auto read = find_one(demo, 1);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->owner, written.owner);
  EXPECT_EQ(read->format, written.format);
  EXPECT_EQ(read->bytes, written.bytes);
  EXPECT_EQ(read->sha256, written.sha256);
  EXPECT_EQ(read->description, written.description);
  EXPECT_EQ(read->created_at, written.created_at);
  EXPECT_EQ(read->expires_at, written.expires_at);
  EXPECT_FALSE(read->completed_at);
  EXPECT_FALSE(find_one(other_tenant, 1));
}

TEST_P(DraftsContract, WhatWasNotAnnouncedStaysUnknown) {
  Draft written = draft(demo, 1);
  written.bytes.reset();
  written.sha256.reset();
  must(add(written));
  EXPECT_FALSE(find_one(demo, 1)->bytes);
  EXPECT_FALSE(find_one(demo, 1)->sha256);
}

TEST_P(DraftsContract, RefusesATakenIdAndATenantThatDoesNotExist) {
  must(add(draft(demo, 1)));
  EXPECT_EQ(add(draft(demo, 1)).error().code, ErrorCode::kConflict);
  EXPECT_EQ(add(draft(TenantId("nobody"), 1)).error().code, ErrorCode::kNotFound);
}

TEST_P(DraftsContract, IsCompletedOnceAndThenNoLongerOpen) {
  must(add(draft(demo, 1)));
  must(add(draft(demo, 2)));
  must(add(draft(other_tenant, 3)));
  EXPECT_EQ(open(demo), 2);
  must(complete(1));
  EXPECT_EQ(open(demo), 1);
  EXPECT_EQ(find_one(demo, 1)->completed_at, at(7));
  EXPECT_EQ(complete(1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(complete(9).error().code, ErrorCode::kNotFound);
}

TEST_P(DraftsContract, TheEndedOnesOfAllTenantsAreFoundCompletedOrNot) {
  must(add(draft(demo, 1)));
  must(add(draft(other_tenant, 2)));
  must(add(draft(demo, 3)));
  must(complete(1));
  const auto ended = must(read([&](sql::Session& session) { return find_ended_drafts(session, at(103), 10); }));
  ASSERT_EQ(ended.size(), 2u);
  EXPECT_EQ(ended[0].id, image_id(1));
  EXPECT_EQ(ended[1].tenant, other_tenant);
}

TEST_P(DraftsContract, IsForgotten) {
  must(add(draft(demo, 1)));
  for (int i = 0; i < 2; ++i)
    must(write([&](sql::Session& session) { return remove_draft(session, demo, image_id(1)); }));
  EXPECT_FALSE(find_one(demo, 1));
}

INSTANTIATE_TEST_SUITE_P(Engines, DraftsContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
