#include <gmock/gmock.h>

#include "catalog/presets.h"
#include "catalog/signing_keys.h"
#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::at;
using test::must;

class SigningKeysContract : public test::CatalogTest {
 protected:
  Result<void> add(const TenantId& tenant, const std::string& id, Time created_at) {
    return write([&](sql::Session& session) {
      return insert_signing_key(session, tenant, {KeyId(id), "secret of " + id, created_at, {}});
    });
  }
  std::optional<SigningKey> find_key(const TenantId& tenant, const std::string& id) {
    return must(read([&](sql::Session& session) { return find_signing_key(session, tenant, KeyId(id)); }));
  }
  Result<void> retire(const std::string& id, Time when) {
    return write([&](sql::Session& session) { return retire_signing_key(session, demo, KeyId(id), when); });
  }
};

TEST_P(SigningKeysContract, AKeyIsFoundInItsTenantOnly) {
  must(add(demo, "k1", at(5)));
  EXPECT_EQ(find_key(demo, "k1")->secret, "secret of k1");
  EXPECT_FALSE(find_key(other_tenant, "k1"));
  EXPECT_FALSE(find_key(demo, "k2"));
  EXPECT_EQ(add(demo, "k1", at(6)).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(add(other_tenant, "k1", at(6)));
  EXPECT_EQ(add(TenantId("nobody"), "k1", at(6)).error().code, ErrorCode::kNotFound);
}

TEST_P(SigningKeysContract, AreListedFromTheNewestToTheOldest) {
  must(add(demo, "k1", at(5)));
  must(add(demo, "k2", at(7)));
  must(add(other_tenant, "k3", at(9)));
  const auto keys = must(read([&](sql::Session& session) { return list_signing_keys(session, demo); }));
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].id.str(), "k2");
  EXPECT_EQ(keys[1].id.str(), "k1");
}

TEST_P(SigningKeysContract, ARetirementIsNeverPutOff) {
  must(add(demo, "k1", at(5)));
  must(retire("k1", at(20)));
  must(retire("k1", at(30)));
  EXPECT_EQ(find_key(demo, "k1")->retires_at, at(20));
  must(retire("k1", at(10)));
  EXPECT_EQ(find_key(demo, "k1")->retires_at, at(10));
  EXPECT_EQ(retire("k9", at(10)).error().code, ErrorCode::kNotFound);
}

INSTANTIATE_TEST_SUITE_P(Engines, SigningKeysContract, testing::ValuesIn(test::engines()), test::engine_name);

class PresetsContract : public test::CatalogTest {
 protected:
  PresetDefinition put(const TenantId& tenant, const std::string& transform) {
    return must(write([&](sql::Session& session) { return put_preset(session, tenant, "card", transform, at(1)); }));
  }
  std::optional<PresetDefinition> find_card(const TenantId& tenant, std::optional<int> version) {
    return must(read([&](sql::Session& session) { return find_preset(session, tenant, "card", version); }));
  }
  Result<void> remove() {
    return write([&](sql::Session& session) { return remove_preset(session, demo, "card", at(2)); });
  }
};

TEST_P(PresetsContract, KeepTheirEarlierVersions) {
  EXPECT_EQ(put(demo, "w=1").version, 1);
  EXPECT_EQ(put(demo, "w=1").version, 1);
  EXPECT_EQ(put(demo, "w=2").version, 2);
  EXPECT_EQ(find_card(demo, 1)->transform, "w=1");
  EXPECT_EQ(find_card(demo, std::nullopt)->transform, "w=2");
  EXPECT_FALSE(find_card(demo, 3));
  EXPECT_FALSE(find_card(other_tenant, std::nullopt));
}

TEST_P(PresetsContract, GiveNoNumberTwice) {
  put(demo, "w=1");
  must(remove());
  EXPECT_FALSE(find_card(demo, 1));
  EXPECT_EQ(remove().error().code, ErrorCode::kNotFound);
  EXPECT_EQ(put(demo, "w=1").version, 2);
}

TEST_P(PresetsContract, AreListedInTheirNewestVersion) {
  put(demo, "w=1");
  put(demo, "w=2");
  put(other_tenant, "w=3");
  const auto presets = must(read([&](sql::Session& session) { return list_presets(session, demo); }));
  ASSERT_EQ(presets.size(), 1u);
  EXPECT_EQ(presets.front().version, 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, PresetsContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
