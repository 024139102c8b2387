#include "catalog/images.h"

#include <gmock/gmock.h>

#include "contract/catalog/catalog_under_test.h"

namespace pictor::catalog {
namespace {

using test::at;
using test::bare_image;
using test::full_image;
using test::image_id;
using test::must;
using test::optimization;
using test::thumbnail;
using testing::ElementsAre;
using testing::IsEmpty;

class ImagesContract : public test::CatalogTest {
 protected:
  Result<void> put(const ImageId& id, const std::vector<ImageThumbnail>& thumbnails) {
    return write([&](sql::Session& session) { return put_thumbnails(session, demo, id, thumbnails); });
  }
  Result<void> keep_rendition(const ImageId& id, const ImageThumbnail& rendition) {
    return write([&](sql::Session& session) { return put_rendition(session, demo, id, version, rendition, at(0)); });
  }
  std::optional<ImageThumbnail> rendition(const TenantId& tenant, const ImageId& id, const VersionId& of,
                                          std::string_view spec) {
    auto kept = must(read([&](sql::Session& session) { return find_rendition(session, tenant, id, of, spec); }));
    return kept ? std::optional(kept->facts) : std::nullopt;
  }
  const VersionId version{"0123456789abcdef"};
};

void expect_same(const Image& got, const Image& expected) {
  EXPECT_EQ(got.id, expected.id);
  EXPECT_EQ(got.tenant, expected.tenant);
  EXPECT_EQ(got.owner, expected.owner);
  EXPECT_EQ(got.name, expected.name);
  EXPECT_EQ(got.status, expected.status);
  EXPECT_EQ(got.error_code, expected.error_code);
  EXPECT_EQ(got.error_message, expected.error_message);
  EXPECT_EQ(got.facts, expected.facts);
  EXPECT_EQ(got.bytes, expected.bytes);
  EXPECT_EQ(got.sha256, expected.sha256);
  EXPECT_EQ(got.version, expected.version);
  EXPECT_EQ(got.visibility, expected.visibility);
  EXPECT_EQ(got.tags, expected.tags);
  EXPECT_EQ(got.album, expected.album);
  EXPECT_EQ(got.metadata, expected.metadata);
  EXPECT_EQ(got.focus, expected.focus);
  EXPECT_EQ(got.placeholder, expected.placeholder);
  EXPECT_EQ(got.created_at, expected.created_at);
  EXPECT_EQ(got.updated_at, expected.updated_at);
  EXPECT_EQ(got.expires_at, expected.expires_at);
  EXPECT_EQ(got.deleted_at, expected.deleted_at);
}

void expect_same(const ImageThumbnail& got, const ImageThumbnail& expected) {
  EXPECT_EQ(got.preset, expected.preset);
  EXPECT_EQ(got.spec, expected.spec);
  EXPECT_EQ(got.format, expected.format);
  EXPECT_EQ(got.width, expected.width);
  EXPECT_EQ(got.height, expected.height);
  EXPECT_EQ(got.frames, expected.frames);
  EXPECT_EQ(got.quality, expected.quality);
  EXPECT_EQ(got.bytes, expected.bytes);
}

TEST_P(ImagesContract, ReadsBackEveryColumnOfAnImage) {
  must(insert(bare_image(demo, 1)));
  must(insert(full_image(demo, 2)));
  expect_same(must(find(demo, image_id(1))), bare_image(demo, 1));
  expect_same(must(find(demo, image_id(2))), full_image(demo, 2));
}

TEST_P(ImagesContract, AnIdIsTakenOnceInATenant) {
  must(insert(bare_image(demo, 1)));
  EXPECT_EQ(insert(bare_image(demo, 1)).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(insert(bare_image(other_tenant, 1)));
}

TEST_P(ImagesContract, AnImageBelongsToATenantThatIsThere) {
  EXPECT_EQ(insert(bare_image(TenantId("nobody"), 1)).error().code, ErrorCode::kNotFound);
}

TEST_P(ImagesContract, UpdateWritesEveryColumn) {
  must(insert(bare_image(demo, 1)));
  Image changed = full_image(demo, 1);
  changed.owner = SubjectId("bob");
  must(write([&](sql::Session& session) { return update_image(session, changed); }));
  expect_same(must(find(demo, image_id(1))), changed);
  const Image cleared = bare_image(demo, 1);
  must(write([&](sql::Session& session) { return update_image(session, cleared); }));
  expect_same(must(find(demo, image_id(1))), cleared);
}

TEST_P(ImagesContract, AnotherTenantsImageIsNeitherFoundNorChangedNorRemoved) {
  must(insert(bare_image(demo, 1)));
  EXPECT_EQ(find(other_tenant, image_id(1)).error().code, ErrorCode::kNotFound);
  const auto updated = write([&](sql::Session& session) { return update_image(session, bare_image(other_tenant, 1)); });
  EXPECT_EQ(updated.error().code, ErrorCode::kNotFound);
  const auto removed = write([&](sql::Session& session) { return remove_image(session, other_tenant, image_id(1)); });
  EXPECT_EQ(removed.error().code, ErrorCode::kNotFound);
  expect_same(must(find(demo, image_id(1))), bare_image(demo, 1));
}

TEST_P(ImagesContract, DetailsAreTheImageWithItsThumbnailsInOrderAndItsOptimization) {
  must(insert(full_image(demo, 1)));
  must(put(image_id(1),
           {thumbnail("small", Format::kWebp), thumbnail("small", Format::kJpeg), thumbnail("large", Format::kPng)}));
  must(write([&](sql::Session& session) { return put_optimization(session, demo, image_id(1), optimization()); }));
  const ImageDetails got = must(details(image_id(1)));
  expect_same(got.image, full_image(demo, 1));
  ASSERT_EQ(got.thumbnails.size(), 3u);
  expect_same(got.thumbnails[0], thumbnail("small", Format::kWebp));
  expect_same(got.thumbnails[1], thumbnail("small", Format::kJpeg));
  expect_same(got.thumbnails[2], thumbnail("large", Format::kPng));
  ASSERT_TRUE(got.optimization);
  EXPECT_EQ(got.optimization->spec, "optimized");
  EXPECT_EQ(got.optimization->format, Format::kAvif);
  EXPECT_EQ(got.optimization->width, 2000);
  EXPECT_EQ(got.optimization->height, 1500);
  EXPECT_EQ(got.optimization->frames, 4);
  EXPECT_EQ(got.optimization->quality, 78);
  EXPECT_EQ(got.optimization->bytes, 412'000);
  EXPECT_EQ(got.optimization->original_bytes, 3'145'728);
  EXPECT_EQ(got.optimization->score, 0.9875);
  EXPECT_EQ(got.optimization->metric, "ssim");
  EXPECT_EQ(got.optimization->candidates, R"([{"format":"webp"}])");
  EXPECT_TRUE(got.optimization->stripped_copy);
}

TEST_P(ImagesContract, DetailsOfAnImageWithNothingMadeYetAreBare) {
  must(insert(bare_image(demo, 1)));
  const ImageDetails got = must(details(image_id(1)));
  EXPECT_THAT(got.thumbnails, IsEmpty());
  EXPECT_FALSE(got.optimization);
  EXPECT_EQ(details(image_id(2)).error().code, ErrorCode::kNotFound);
}

TEST_P(ImagesContract, PuttingThumbnailsAndOptimizationAgainReplacesThem) {
  must(insert(bare_image(demo, 1)));
  must(put(image_id(1), {thumbnail("small", Format::kWebp), thumbnail("large", Format::kWebp)}));
  must(put(image_id(1), {thumbnail("tiny", Format::kJpeg)}));
  ImageOptimization second = optimization();
  for (const char* spec : {"first", "second"}) {
    second.spec = spec;
    must(write([&](sql::Session& session) { return put_optimization(session, demo, image_id(1), second); }));
  }
  const ImageDetails got = must(details(image_id(1)));
  ASSERT_EQ(got.thumbnails.size(), 1u);
  EXPECT_EQ(got.thumbnails[0].preset, "tiny");
  EXPECT_EQ(got.optimization->spec, "second");
}

TEST_P(ImagesContract, NothingHangsOnAnImageThatIsNotThere) {
  EXPECT_EQ(put(image_id(1), {thumbnail("small", Format::kWebp)}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(keep_rendition(image_id(1), thumbnail("", Format::kWebp)).error().code, ErrorCode::kNotFound);
}

TEST_P(ImagesContract, ARenditionIsFoundByTenantImageVersionAndSpecOnly) {
  must(insert(bare_image(demo, 1)));
  const ImageThumbnail made = thumbnail("", Format::kAvif);
  must(keep_rendition(image_id(1), made));
  const auto found = rendition(demo, image_id(1), version, made.spec);
  ASSERT_TRUE(found);
  expect_same(*found, made);
  EXPECT_FALSE(rendition(other_tenant, image_id(1), version, made.spec));
  EXPECT_FALSE(rendition(demo, image_id(2), version, made.spec));
  EXPECT_FALSE(rendition(demo, image_id(1), VersionId("other"), made.spec));
  EXPECT_FALSE(rendition(demo, image_id(1), version, "other"));
}

TEST_P(ImagesContract, ARenditionThatIsThereStays) {
  must(insert(bare_image(demo, 1)));
  ImageThumbnail made = thumbnail("", Format::kAvif);
  must(keep_rendition(image_id(1), made));
  made.bytes = 1;
  must(keep_rendition(image_id(1), made));
  EXPECT_EQ(rendition(demo, image_id(1), version, made.spec)->bytes, 9120);
  const auto counted = read([&](sql::Session& session) { return count_renditions(session, demo, image_id(1)); });
  EXPECT_EQ(must(counted), 1);
}

TEST_P(ImagesContract, RemovingWhatWasDerivedLeavesTheImage) {
  for (int number : {1, 2}) {
    must(insert(bare_image(demo, number)));
    must(put(image_id(number), {thumbnail("small", Format::kWebp)}));
    must(keep_rendition(image_id(number), thumbnail("", Format::kAvif)));
    must(write([&](sql::Session& s) { return put_optimization(s, demo, image_id(number), optimization()); }));
  }
  must(write([&](sql::Session& session) { return remove_derived(session, demo, image_id(1)); }));
  const ImageDetails emptied = must(details(image_id(1)));
  EXPECT_THAT(emptied.thumbnails, IsEmpty());
  EXPECT_FALSE(emptied.optimization);
  EXPECT_FALSE(rendition(demo, image_id(1), version, "spec--avif"));
  EXPECT_EQ(must(details(image_id(2))).thumbnails.size(), 1u);
  EXPECT_TRUE(rendition(demo, image_id(2), version, "spec--avif"));
}

TEST_P(ImagesContract, RemovingAnImageRemovesAllThatHangsOnIt) {
  must(insert(full_image(demo, 1)));
  must(put(image_id(1), {thumbnail("small", Format::kWebp)}));
  must(keep_rendition(image_id(1), thumbnail("", Format::kAvif)));
  must(write([&](sql::Session& session) { return put_optimization(session, demo, image_id(1), optimization()); }));
  must(write([&](sql::Session& session) { return remove_image(session, demo, image_id(1)); }));
  EXPECT_EQ(find(demo, image_id(1)).error().code, ErrorCode::kNotFound);
  for (const char* table : {"image_tags", "thumbnails", "optimizations", "renditions"}) {
    const std::string select = std::string("SELECT COUNT(*) FROM ") + table;
    const auto left = must(read([&](sql::Session& session) { return session.query(select); }));
    EXPECT_EQ(left.at(0).integer(0), 0) << table;
  }
}

TEST_P(ImagesContract, ReferencesAreCountedInTheTenantAndInTheTrashToo) {
  Image trashed = bare_image(demo, 2);
  trashed.deleted_at = at(9);
  for (const Image& image : {bare_image(demo, 1), trashed, full_image(demo, 3), bare_image(other_tenant, 4)})
    must(insert(image));
  const auto counted =
      read([&](sql::Session& session) { return count_references(session, demo, bare_image(demo, 1).sha256); });
  EXPECT_EQ(must(counted), 2);
}

TEST_P(ImagesContract, ExpiredAreOldTrashPastExpiryAndOldFailures) {
  Image old_trash = bare_image(demo, 1);
  old_trash.deleted_at = at(99);
  Image fresh_trash = bare_image(demo, 2);
  fresh_trash.deleted_at = at(100);
  Image expired = bare_image(other_tenant, 3);
  expired.expires_at = at(1000);
  Image not_yet = bare_image(demo, 4);
  not_yet.expires_at = at(1001);
  Image old_failure = bare_image(demo, 5);
  old_failure.status = ImageStatus::kFailed;
  old_failure.updated_at = at(199);
  Image fresh_failure = bare_image(demo, 6);
  fresh_failure.status = ImageStatus::kFailed;
  fresh_failure.updated_at = at(200);
  Image all_of_it = full_image(demo, 7);
  all_of_it.deleted_at = at(0);
  all_of_it.expires_at = at(0);
  all_of_it.updated_at = at(0);
  for (const Image& image :
       {old_trash, fresh_trash, expired, not_yet, old_failure, fresh_failure, all_of_it, bare_image(demo, 8)})
    must(insert(image));
  const SweepCutoffs cutoffs{.now = at(1000), .deleted_before = at(100), .failed_before = at(200)};
  const auto found = [&](int limit) {
    std::vector<std::string> ids;
    for (const ImageKey& key : must(read([&](sql::Session& session) { return find_expired(session, cutoffs, limit); })))
      ids.push_back(key.tenant.str() + "/" + key.id.str().substr(29));
    return ids;
  };
  EXPECT_THAT(found(10), testing::UnorderedElementsAre("demo/1", "other/3", "demo/5", "demo/7"));
  EXPECT_EQ(found(2).size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(Engines, ImagesContract, testing::ValuesIn(test::engines()), test::engine_name);

}  // namespace
}  // namespace pictor::catalog
