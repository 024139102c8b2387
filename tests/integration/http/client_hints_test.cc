// Client hints over HTTP: who is given what, what caches are told, and how little a hostile client can make of it.
#include <set>

#include "api_fixture.h"
#include "app/change_image.h"
#include "app/presets.h"
#include "catalog/signing_keys.h"
#include "delivery/delivery_path.h"

namespace pictor::test {
namespace {

class ClientHintsTest : public ApiFixture {
 protected:
  void SetUp() override {
    app::ImagePatch patch;
    patch.visibility = Visibility::kPublic;
    ASSERT_TRUE(app::update_image(*deps_, alice_, image_.image.id, patch));
    const auto insert = [&](sql::Session& session) {
      return catalog::insert_signing_key(session, alice_.tenant, key_);
    };
    ASSERT_TRUE(deps_->database.write(sql::Durability::kRelaxed, insert));
    rendered_before_ = codec_.renders;
  }
  std::string open_path(const std::string& picture) {
    return delivery::delivery_path(alice_.tenant, image_.image.id, image_.image.version, picture);
  }
  std::string signed_path(const std::string& picture) {
    return delivery::signed_path(open_path(picture), key_, std::nullopt);
  }
  RawResponse get(const std::string& path, const std::string& extra = "") { return ask("GET", path, "", extra); }
  int rendered() { return codec_.renders - rendered_before_; }
  void define(const std::string& name, const std::string& transform) {
    const auto set = [&](sql::Session& session) {
      return app::define_preset(session, {}, alice_.tenant, name, transform, clock_.now());
    };
    ASSERT_TRUE(deps_->database.write(sql::Durability::kRelaxed, set));
  }
  std::string url(const std::string& body) {
    const RawResponse made = ask("POST", "/images/" + image_.image.id.str() + "/urls", alice_token_, "", body);
    EXPECT_EQ(made.status, 200) << made.body;
    return std::string(json(made)["url"].as_string());
  }

  ImageDetails image_ = ready("hinted");
  SigningKey key_{KeyId("k1"), "psk_secret", clock_.now(), {}};
  int rendered_before_ = 0;
};

TEST_F(ClientHintsTest, ChangeWhatTheUrlLetsThemChange) {
  const std::string path = signed_path("w=400&h=300&format=webp&hints=dpr,width");
  EXPECT_EQ(get(path).body, "webp 400x300;");
  EXPECT_EQ(get(path, "Sec-CH-DPR: 1.25\r\n").body, "webp 600x450;");
  EXPECT_EQ(get(path, "Sec-CH-DPR: 1.25\r\nSec-CH-Width: 700\r\n").body, "webp 960x720;");
  EXPECT_EQ(get(path, "Save-Data: on\r\n").body, "webp 400x300;");
  EXPECT_EQ(get(path).header("Vary"), "Sec-CH-DPR, Sec-CH-Width");
  EXPECT_EQ(get(path).header("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(ClientHintsTest, SaveDataIsAStepOfQuality) {
  const std::string path = signed_path("w=400&format=webp&q=80&hints=save-data");
  get(path);
  EXPECT_EQ(codec_.last_plan.renditions.at(0).quality, 80);
  const RawResponse saved = get(path, "Save-Data: on\r\n");
  EXPECT_EQ(codec_.last_plan.renditions.at(0).quality, 60);
  EXPECT_EQ(saved.header("Vary"), "Save-Data");
  get(signed_path("w=400&format=webp&q=auto&hints=save-data"), "Save-Data: on\r\n");
  EXPECT_EQ(codec_.last_plan.renditions.at(0).floor, image::kThumbnailFloor - 10);
  get(signed_path("hints=save-data"), "Save-Data: on\r\nAccept: image/webp\r\n");
  EXPECT_EQ(codec_.last_plan.renditions.at(0).quality, 60) << "instead of the optimized version";
  EXPECT_EQ(get(signed_path("hints=save-data"), "Accept: image/webp\r\n").header("Vary"), "Accept, Save-Data");
  EXPECT_EQ(get(signed_path("format=webp&hints=save-data"), "Save-Data: on\r\n").body, "webp 2048x2048;")
      << "no more pixels than the optimized version has";
}

TEST_F(ClientHintsTest, ChangeNothingOfAUrlThatNamesNone) {
  const std::string hints = "Sec-CH-DPR: 3\r\nSec-CH-Width: 2560\r\nSave-Data: on\r\n";
  for (const std::string& path : {signed_path("w=400&format=webp"), open_path("preset:small@1&format=webp")}) {
    const RawResponse plain = get(path);
    ready_answers_.invalidate("t:acme");
    const RawResponse hinted = get(path, hints);
    EXPECT_EQ(hinted.body, plain.body);
    EXPECT_EQ(hinted.header("ETag"), plain.header("ETag"));
    EXPECT_EQ(hinted.header("Vary"), "");
  }
}

TEST_F(ClientHintsTest, OfPresetsAreTheOwnersToAllow) {
  define("card", "w=40&format=webp&hints=dpr");
  EXPECT_EQ(url(R"({"preset":"card"})"), open_path("preset:card@1&hints=dpr"));
  EXPECT_EQ(get(open_path("preset:card@1&hints=dpr"), "Sec-CH-DPR: 2\r\n").body, "webp 80x0;");
  EXPECT_EQ(get(open_path("preset:card@1"), "Sec-CH-DPR: 2\r\n").body, "webp 40x0;");
  for (const char* more : {"preset:card@1&hints=dpr,width", "preset:small@1&hints=dpr"})
    EXPECT_EQ(get(open_path(more)).status, 403) << more;
  const std::string made = url(R"({"preset":"small","format":"webp","hints":"dpr"})");
  EXPECT_TRUE(made.starts_with(open_path("preset:small@1&format=webp&hints=dpr/"))) << made;
  EXPECT_EQ(get(made, "Sec-CH-DPR: 2\r\n").body, "webp 600x600;");
}

TEST_F(ClientHintsTest, AreKeptReadyApart) {
  const std::string path = signed_path("w=400&format=webp&hints=dpr");
  const std::string first = get(path, "Sec-CH-DPR: 2\r\n").body;
  get(path, "Sec-CH-DPR: 1\r\n");
  blobs_.down = true;
  EXPECT_EQ(get(path, "Sec-CH-DPR: 1.9\r\n").body, first) << "ready, for all of one step";
  EXPECT_EQ(get(path, "Sec-CH-DPR: 1\r\n").body, "webp 400x0;");
  EXPECT_EQ(get(path, "Sec-CH-DPR: 3\r\n").status, 503) << "not ready";
}

// Headers are the client's to choose; the store, the cache and the codec see steps alone.
TEST_F(ClientHintsTest, OfAThousandClientsMakeAFewPictures) {
  const std::string path = signed_path("w=400&format=webp&hints=dpr,width,save-data");
  const std::size_t blobs_before = blob_names().size();
  const std::size_t ready_before = ready_answers_.counts().entries;
  std::set<std::string> bodies;
  for (int client = 1; client <= 1000; ++client) {
    const std::string dpr = std::to_string(client % 97) + "." + std::to_string(client);
    const std::string width = client % 2 == 0 ? "Sec-CH-Width: " + std::to_string(client * 7) + "\r\n" : "";
    const RawResponse got =
        get(path, width + "Sec-CH-DPR: " + dpr + "\r\nSave-Data: " + (client % 3 == 0 ? "on" : std::to_string(client)) +
                      "\r\n");
    ASSERT_EQ(got.status, 200);
    bodies.insert(got.body);
  }
  constexpr int kSizes = 7 + 4, kQualities = 2;
  EXPECT_LE(bodies.size(), static_cast<std::size_t>(kSizes));
  EXPECT_GT(bodies.size(), 5u);
  EXPECT_LE(rendered(), kSizes * kQualities);
  EXPECT_EQ(blob_names().size() - blobs_before, static_cast<std::size_t>(rendered()));
  EXPECT_LE(ready_answers_.counts().entries - ready_before, (4u + 1) * (7 + 1) * 2);
}

TEST_F(ClientHintsTest, AreForDeliveryUrlsAlone) {
  const std::string image = "/images/" + image_.image.id.str();
  EXPECT_EQ(json(ask("GET", image + "?w=40&hints=dpr", alice_token_))["field"], "hints");
  EXPECT_EQ(
      json(ask("PUT", image + "/convert", alice_token_, "", R"({"format":"webp","width":4,"hints":"dpr"})"))["field"],
      "hints");
  EXPECT_EQ(json(ask("POST", image + "/urls", alice_token_, "", R"({"hints":"dpr"})"))["field"], "hints");
}

}  // namespace
}  // namespace pictor::test
