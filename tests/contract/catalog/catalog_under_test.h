#pragma once

#include "catalog/images.h"
#include "catalog/tenants.h"
#include "contract/catalog/sample_images.h"
#include "contract/sql/database_under_test.h"

namespace pictor::test {

/// A database with the tenants `demo` and `other`.
class CatalogTest : public MigratedDatabaseTest {
 protected:
  void SetUp() override {
    MigratedDatabaseTest::SetUp();
    for (const TenantId& tenant : {demo, other_tenant})
      must(write([&](sql::Session& session) { return catalog::insert_tenant(session, tenant, at(0)); }));
  }

  Result<void> insert(const Image& image) {
    return write([&](sql::Session& session) { return catalog::insert_image(session, image); });
  }
  Result<Image> find(const TenantId& tenant, const ImageId& id) {
    return read([&](sql::Session& session) { return catalog::find_image(session, tenant, id); });
  }
  Result<ImageDetails> details(const ImageId& id) {
    return read([&](sql::Session& session) { return catalog::find_details(session, demo, id); });
  }

  const TenantId demo{"demo"};
  const TenantId other_tenant{"other"};
};

}  // namespace pictor::test
