#include <gmock/gmock.h>

#include "catalog/deletions.h"
#include "catalog/idempotency.h"
#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::at;
using test::bare_image;
using test::image_id;
using test::must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class TenantsContract : public test::MigratedDatabaseTest {
 protected:
  Result<void> add(const TenantId& tenant) {
    return write([&](sql::Session& session) { return insert_tenant(session, tenant, at(0)); });
  }
  bool exists(const TenantId& tenant) {
    return must(read([&](sql::Session& session) { return tenant_exists(session, tenant); }));
  }
};

TEST_P(TenantsContract, ATenantExistsOnceItIsInserted) {
  EXPECT_FALSE(exists(TenantId("demo")));
  must(add(TenantId("demo")));
  EXPECT_TRUE(exists(TenantId("demo")));
  EXPECT_EQ(add(TenantId("demo")).error().code, ErrorCode::kConflict);
}

TEST_P(TenantsContract, AreListedByName) {
  for (const char* name : {"c", "a", "b"}) must(add(TenantId(name)));
  EXPECT_THAT(must(read(list_tenants)), ElementsAre(TenantId("a"), TenantId("b"), TenantId("c")));
}

TEST_P(TenantsContract, ATenantThatLeavesIsNobodysButItsNameIsTakenToTheEnd) {
  const TenantId demo("demo");
  const auto begin = [&](sql::Session& session) { return begin_tenant_removal(session, demo, at(1)); };
  EXPECT_EQ(write(begin).error().code, ErrorCode::kNotFound);
  must(add(demo));
  must(write(begin));
  EXPECT_FALSE(exists(demo));
  EXPECT_THAT(must(read(list_tenants)), IsEmpty());
  EXPECT_THAT(must(read(list_leaving_tenants)), ElementsAre(demo));
  EXPECT_EQ(add(demo).error().code, ErrorCode::kConflict);
  must(write(begin));
  must(write([&](sql::Session& session) { return end_tenant_removal(session, demo); }));
  EXPECT_THAT(must(read(list_leaving_tenants)), IsEmpty());
  must(add(demo));
}

INSTANTIATE_TEST_SUITE_P(Engines, TenantsContract, testing::ValuesIn(test::engines()), test::engine_name);

class IdempotencyContract : public test::CatalogTest {
 protected:
  void SetUp() override {
    CatalogTest::SetUp();
    must(CatalogTest::insert(bare_image(demo, 1)));
  }
  Result<void> insert_key(const std::string& key, Time created_at) {
    const IdempotencyRecord record{
        .key = key, .subject = alice, .fingerprint = "print", .image = image_id(1), .created_at = created_at};
    return write([&](sql::Session& session) { return insert_idempotency(session, demo, record); });
  }
  std::optional<IdempotencyRecord> find_key(const TenantId& tenant, const SubjectId& subject, const std::string& key) {
    return must(read([&](sql::Session& session) { return find_idempotency(session, tenant, subject, key); }));
  }
  const SubjectId alice{"alice"};
};

TEST_P(IdempotencyContract, AKeyIsFoundByItsTenantAndSubjectOnly) {
  must(insert_key("k", at(5)));
  const auto found = find_key(demo, alice, "k");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, "k");
  EXPECT_EQ(found->subject, alice);
  EXPECT_EQ(found->fingerprint, "print");
  EXPECT_EQ(found->image, image_id(1));
  EXPECT_EQ(found->created_at, at(5));
  EXPECT_FALSE(find_key(demo, alice, "other"));
  EXPECT_FALSE(find_key(demo, SubjectId("bob"), "k"));
  EXPECT_FALSE(find_key(other_tenant, alice, "k"));
}

TEST_P(IdempotencyContract, AKeyInUseIsAConflict) {
  must(insert_key("k", at(5)));
  EXPECT_EQ(insert_key("k", at(6)).error().code, ErrorCode::kConflict);
}

TEST_P(IdempotencyContract, OldKeysAreForgotten) {
  must(insert_key("old", at(5)));
  must(insert_key("new", at(6)));
  EXPECT_EQ(must(write([](sql::Session& session) { return remove_idempotency(session, at(6)); })), 1);
  EXPECT_FALSE(find_key(demo, alice, "old"));
  EXPECT_TRUE(find_key(demo, alice, "new"));
}

TEST_P(IdempotencyContract, AKeyGoesWithItsImage) {
  must(insert_key("k", at(5)));
  must(write([&](sql::Session& session) { return remove_image(session, demo, image_id(1)); }));
  EXPECT_FALSE(find_key(demo, alice, "k"));
}

INSTANTIATE_TEST_SUITE_P(Engines, IdempotencyContract, testing::ValuesIn(test::engines()), test::engine_name);

class DeletionsContract : public test::CatalogTest {
 protected:
  void journal(const Deletion& deletion) {
    must(write([&](sql::Session& session) { return insert_deletion(session, deletion, at(0)); }));
  }
  std::vector<Deletion> claim(int limit, Time now, Time stale_before) {
    return must(write([&](sql::Session& session) { return claim_deletions(session, limit, now, stale_before); }));
  }
  void finish(std::int64_t sequence) {
    must(write([&](sql::Session& session) { return finish_deletion(session, sequence); }));
  }
  Rescue rescue(const TenantId& tenant, const Sha256Hex& sha256) {
    return must(write([&](sql::Session& session) { return rescue_original(session, tenant, sha256); }));
  }
  const Sha256Hex sha_a{std::string(64, 'a')};
  const Sha256Hex sha_b{std::string(64, 'b')};
};

TEST_P(DeletionsContract, AreClaimedOnceInTheirOrder) {
  journal({.tenant = demo, .sha256 = sha_a});
  journal({.tenant = other_tenant, .image = image_id(1)});
  journal({.tenant = demo, .sha256 = sha_b});
  const auto first = claim(2, at(1), at(0));
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].tenant, demo);
  EXPECT_EQ(first[0].sha256, sha_a);
  EXPECT_EQ(first[0].image, std::nullopt);
  EXPECT_TRUE(first[0].claimed);
  EXPECT_EQ(first[1].tenant, other_tenant);
  EXPECT_EQ(first[1].sha256, std::nullopt);
  EXPECT_EQ(first[1].image, image_id(1));
  const auto second = claim(2, at(1), at(0));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].sha256, sha_b);
  EXPECT_THAT(claim(2, at(1), at(0)), IsEmpty());
}

TEST_P(DeletionsContract, AClaimWhoseClaimerDiedIsClaimedAgain) {
  journal({.tenant = demo, .sha256 = sha_a});
  EXPECT_EQ(claim(9, at(10), at(0)).size(), 1u);
  EXPECT_THAT(claim(9, at(20), at(10)), IsEmpty());
  EXPECT_EQ(claim(9, at(20), at(11)).size(), 1u);
}

TEST_P(DeletionsContract, AFinishedOneIsGoneAndItsNumberIsNotGivenAgain) {
  journal({.tenant = demo, .sha256 = sha_a});
  const auto claimed = claim(9, at(1), at(0));
  finish(claimed.at(0).sequence);
  EXPECT_THAT(claim(9, at(99), at(99)), IsEmpty());
  journal({.tenant = demo, .sha256 = sha_a});
  EXPECT_GT(claim(9, at(99), at(99)).at(0).sequence, claimed.at(0).sequence);
}

TEST_P(DeletionsContract, AnOriginalIsRescuedUntilItsDeletionIsUnderWay) {
  EXPECT_EQ(rescue(demo, sha_a), Rescue::kNone);
  journal({.tenant = demo, .sha256 = sha_a});
  journal({.tenant = other_tenant, .sha256 = sha_b});
  EXPECT_EQ(rescue(other_tenant, sha_a), Rescue::kNone) << "another tenant's blob is another blob";
  EXPECT_EQ(rescue(demo, sha_a), Rescue::kRescued);
  EXPECT_EQ(rescue(demo, sha_a), Rescue::kNone);
  const auto left = claim(9, at(1), at(0));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].tenant, other_tenant);
  EXPECT_EQ(rescue(other_tenant, sha_b), Rescue::kTooLate);
  finish(left[0].sequence);
  EXPECT_EQ(rescue(other_tenant, sha_b), Rescue::kNone);
}

INSTANTIATE_TEST_SUITE_P(Engines, DeletionsContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
