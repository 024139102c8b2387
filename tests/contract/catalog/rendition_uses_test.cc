#include "catalog/rendition_uses.h"

#include <gmock/gmock.h>

#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::at;
using test::must;
using testing::ElementsAre;
using testing::IsEmpty;

class RenditionUsesContract : public test::CatalogTest {
 protected:
  void SetUp() override {
    CatalogTest::SetUp();
    for (const TenantId& tenant : {demo, other_tenant}) must(insert(test::bare_image(tenant, 1)));
  }
  RenditionKey key(const TenantId& tenant, const std::string& spec) {
    return {tenant, test::image_id(1), VersionId("0123456789abcdef"), spec};
  }
  void keep(const TenantId& tenant, const std::string& spec, std::int64_t bytes, Time now) {
    ImageThumbnail facts = test::thumbnail("", Format::kWebp);
    facts.spec = spec;
    facts.bytes = bytes;
    const RenditionKey at = key(tenant, spec);
    must(write([&](sql::Session& s) { return put_rendition(s, tenant, at.image, at.version, facts, now); }));
  }
  void note(const std::vector<RenditionKey>& keys, Time now) {
    must(write([&](sql::Session& session) { return note_uses(session, keys, now); }));
  }
  std::vector<std::string> least_used(int limit = 10) {
    std::vector<std::string> specs;
    for (const auto& r : must(read([&](sql::Session& session) { return find_least_used(session, limit); })))
      specs.push_back(r.key.tenant.str() + "/" + r.key.spec);
    return specs;
  }
  std::int64_t sum() {
    return must(read([](sql::Session& session) { return sum_renditions(session); }));
  }
};

TEST_P(RenditionUsesContract, TheSumIsOfAllTenants) {
  EXPECT_EQ(sum(), 0);
  keep(demo, "a", std::int64_t{5} << 32, at(1));
  keep(other_tenant, "a", 7, at(2));
  EXPECT_EQ(sum(), (std::int64_t{5} << 32) + 7);
}

TEST_P(RenditionUsesContract, ThoseComeFirstThatWereWantedLongestAgo) {
  keep(demo, "a", 1, at(1));
  keep(other_tenant, "a", 1, at(2));
  keep(demo, "b", 1, at(3));
  EXPECT_THAT(least_used(), ElementsAre("demo/a", "other/a", "demo/b"));
  note({key(demo, "a"), key(demo, "gone")}, at(9));
  EXPECT_THAT(least_used(2), ElementsAre("other/a", "demo/b"));
}

TEST_P(RenditionUsesContract, AUseIsNeverPutBack) {
  keep(demo, "a", 1, at(5));
  keep(demo, "b", 1, at(6));
  note({key(demo, "b")}, at(1));
  EXPECT_THAT(least_used(), ElementsAre("demo/a", "demo/b"));
}

TEST_P(RenditionUsesContract, ItIsKnownOfARenditionAndGoesWithIt) {
  keep(demo, "a", 1, at(1));
  note({key(demo, "a")}, at(9));
  const RenditionKey of = key(demo, "a");
  const auto kept = must(read([&](sql::Session& s) { return find_rendition(s, demo, of.image, of.version, of.spec); }));
  EXPECT_EQ(kept->used_at, at(9));
  must(write([&](sql::Session& s) { return remove_rendition(s, demo, of.image, of.version, of.spec); }));
  EXPECT_THAT(least_used(), IsEmpty());
  EXPECT_EQ(sum(), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, RenditionUsesContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
