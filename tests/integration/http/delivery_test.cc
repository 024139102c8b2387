// Delivery URLs over HTTP: who gets what, what caches are told, and every way to forge one.
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "api_fixture.h"
#include "app/presets.h"
#include "catalog/signing_keys.h"
#include "catalog/tenants.h"
#include "delivery/delivery_path.h"

namespace pictor::test {
namespace {

constexpr const char* kBriefly = "public, max-age=60, stale-while-revalidate=300, stale-if-error=3600";

class DeliveryTest : public ApiFixture {
 protected:
  RawResponse get(const std::string& path, const std::string& extra = "") { return ask("GET", path, "", extra); }
  RawResponse post_urls(const std::string& image, const std::string& body, const std::string& bearer) {
    return ask("POST", "/images/" + image + "/urls", bearer, "", body);
  }
  std::string url(const std::string& body, const std::string& image) {
    const RawResponse response = post_urls(image, body, alice_token_);
    EXPECT_EQ(response.status, 200) << response.body;
    return std::string(json(response)["url"].as_string());
  }
  std::string url(const std::string& body) { return url(body, private_.image.id.str()); }
  ImageDetails published(std::string_view text) {
    const ImageDetails image = ready(text);
    EXPECT_EQ(ask("PATCH", "/images/" + image.image.id.str(), alice_token_, "", R"({"visibility":"public"})").status,
              200);
    return details(image.image.id);
  }
  std::string path(const Image& image, const std::string& picture) {
    return delivery::delivery_path(image.tenant, image.id, image.version, picture);
  }
  SigningKey key_of(const TenantId& tenant) {
    return must(deps_->database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<SigningKey> {
      TRY_VOID(catalog::insert_signing_key(session, tenant,
                                           {KeyId("k" + tenant.str()), "psk_" + tenant.str(), clock_.now(), {}}));
      return *TRY(catalog::find_signing_key(session, tenant, KeyId("k" + tenant.str())));
    }));
  }
  void define(const std::string& name, const std::string& transform) {
    EXPECT_TRUE(deps_->database.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
      return app::define_preset(session, {}, alice_.tenant, name, transform, clock_.now());
    }));
  }
  template <class T>
  static T must(Result<T> result) {
    EXPECT_TRUE(result) << result.error().message;
    return std::move(result).value();
  }
  void expect_problem(const RawResponse& response, int status, const char* code, const std::string& what) {
    EXPECT_EQ(response.status, status) << what << ": " << response.body;
    EXPECT_EQ(json(response)["code"], code) << what;
    EXPECT_EQ(response.header("Cache-Control"), status == 404 ? "public, max-age=5" : "private, no-store") << what;
  }

  ImageDetails private_ = ready("private");
  ImageDetails public_ = published("public");
};

TEST_F(DeliveryTest, GivesAPrivateImageByASignedUrlToWhoeverHasIt) {
  const RawResponse made =
      post_urls(private_.image.id.str(), R"({"w":80,"h":60,"fit":"inside","format":"png"})", alice_token_);
  EXPECT_EQ(json(made)["expires_at"], "2027-01-16T08:00:00.000Z");
  const std::string signed_url(json(made)["url"].as_string());
  EXPECT_TRUE(signed_url.starts_with(path(private_.image, "w=80&h=60&fit=inside&format=png/"))) << signed_url;
  const RawResponse got = get(signed_url);
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.header("Content-Type"), "image/png");
  EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(got.header("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(got.header("Cache-Tag"), "t:acme,i:" + private_.image.id.str());
  EXPECT_EQ(got.body, "png 80x60;");
  EXPECT_EQ(ask("HEAD", signed_url).header("Content-Length"), std::to_string(got.body.size()));
  EXPECT_EQ(get(signed_url, "If-None-Match: " + got.header("ETag") + "\r\n").status, 304);
  EXPECT_EQ(get(signed_url, "Range: bytes=0-2\r\n").body, "png");
}

TEST_F(DeliveryTest, GivesPresetsAndTheOptimizedVersionOfPublicImagesUnsigned) {
  const std::string small = url(R"({"preset":"small"})", public_.image.id.str());
  EXPECT_EQ(small, path(public_.image, "preset:small@1"));
  const RawResponse got = get(small, "Accept: image/webp\r\n");
  EXPECT_EQ(got.body, "webp 300x300;");
  EXPECT_EQ(got.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(got.header("Cache-Tag"), "t:acme,i:" + public_.image.id.str() + ",p:small@1");
  EXPECT_EQ(url("{}", public_.image.id.str()), path(public_.image, "optimized"));
  EXPECT_EQ(get(path(public_.image, "optimized"), "Accept: image/webp\r\n").body, "webp 2048x2048;");
  EXPECT_EQ(get(path(public_.image, "optimized")).body, "jpeg 2048x2048;") << "for who shows no WebP";
  EXPECT_EQ(codec_.renders, 3) << "presets were made with the upload";
}

TEST_F(DeliveryTest, WantsASignatureForEverythingElse) {
  for (const char* picture : {"w=80", "format=webp", "q=5", "preset:small@1&w=5", "optimized&w=5", "w=0", "nonsense"})
    expect_problem(get(path(public_.image, picture)), 403, "invalid_signature", picture);
  EXPECT_EQ(codec_.renders, 2);
}

TEST_F(DeliveryTest, HidesWhatIsNotPublicLikeWhatIsNotThere) {
  const std::string same = "X-Request-Id: same\r\n";
  Image absent = private_.image;
  absent.id = ImageId("img_" + std::string(26, '0'));
  Image old = public_.image;
  old.version = private_.image.version;
  Image of_nobody = public_.image;
  of_nobody.tenant = TenantId("nobody");
  const RawResponse nothing = get(path(absent, "preset:small"), same);
  expect_problem(nothing, 404, "not_found", "absent");
  for (const Image& image : {private_.image, old, of_nobody})
    EXPECT_EQ(get(path(image, "preset:small"), same).body, nothing.body) << path(image, "");
  ASSERT_EQ(ask("DELETE", "/images/" + public_.image.id.str(), alice_token_).status, 204);
  EXPECT_EQ(get(path(public_.image, "preset:small"), same).body, nothing.body) << "in the trash";
}

TEST_F(DeliveryTest, RefusesASignedUrlWithAnyLetterChanged) {
  const std::string right = url(R"({"w":80,"format":"png"})");
  ASSERT_EQ(get(right).status, 200);
  const int renders = codec_.renders;
  for (std::size_t at = right.find("w=80"); at < right.size(); ++at) {
    std::string wrong = right;
    wrong[at] = right[at] == 'a' ? 'b' : 'a';
    const int status = get(wrong).status;
    EXPECT_TRUE(status == 403 || (status == 404 && right[at] == '/')) << wrong << ": " << status;
  }
  EXPECT_EQ(codec_.renders, renders);
}

TEST_F(DeliveryTest, RefusesEverySpellingButOne) {
  const std::string right = url(R"({"w":80,"h":60,"format":"png"})");
  ASSERT_EQ(get(right).status, 200);
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string changed = right;
    return changed.replace(right.find(from), from.size(), to);
  };
  const std::map<std::string, std::string> spellings = {{"reordered", replaced("w=80&h=60", "h=60&w=80")},
                                                        {"repeated", replaced("w=80", "w=80&w=80")},
                                                        {"percent-encoded", replaced("w=80", "w=%38%30")},
                                                        {"dot encoded", replaced(".", "%2E")},
                                                        {"upper case tenant", replaced("acme", "ACME")},
                                                        {"prefix encoded", replaced("/t/", "/%74/")},
                                                        {"double slash", replaced("/t/", "//t/")},
                                                        {"dot segment", replaced("/t/acme", "/t/x/../acme")},
                                                        {"slash at the end", right + "/"},
                                                        {"padded", right + "="},
                                                        {"query", right + "?x=1"},
                                                        {"query of a transform", right + "?w=900"}};
  for (const auto& [what, spelling] : spellings) {
    const int status = get(spelling).status;
    EXPECT_TRUE(status == 400 || status == 403 || status == 404) << what << ": " << status << " " << spelling;
  }
}

// Whoever has the key signs nonsense as well: it is refused, not put right.
TEST_F(DeliveryTest, RefusesSignedPicturesThatAreNotInTheirOneSpelling) {
  const SigningKey key = key_of(alice_.tenant);
  for (const auto& [picture, field] : std::map<std::string, std::string>{{"h=60&w=80", "transform"},
                                                                         {"w=080", "transform"},
                                                                         {"w=80&w=80", "w"},
                                                                         {"w=80&dpr=1", "transform"},
                                                                         {"w=0", "w"},
                                                                         {"shadow=1", "shadow"},
                                                                         {"preset:small@1&w=5", "preset"},
                                                                         {"preset:small@1&focus=0.1,0.1", "focus"}}) {
    const RawResponse got = get(delivery::signed_path(path(private_.image, picture), key, std::nullopt));
    expect_problem(got, 400, "invalid_parameter", picture);
    EXPECT_EQ(json(got)["field"], field.c_str()) << picture;
  }
}

TEST_F(DeliveryTest, RefusesTheKeyOfAnotherTenant) {
  const TenantId other("other");
  must(deps_->database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<bool> {
    TRY_VOID(catalog::insert_tenant(session, other, clock_.now()));
    return true;
  }));
  const SigningKey theirs = key_of(other);
  expect_problem(get(delivery::signed_path(path(private_.image, "w=80"), theirs, std::nullopt)), 403,
                 "invalid_signature", "their key in our path");
  Image moved = private_.image;
  moved.tenant = other;
  expect_problem(get(delivery::signed_path(path(moved, "w=80"), theirs, std::nullopt)), 404, "not_found",
                 "our image in their path");
  const SigningKey ours = key_of(alice_.tenant);
  EXPECT_EQ(get(delivery::signed_path(path(private_.image, "w=80"), ours, std::nullopt)).status, 200);
  const SigningKey empty{.id = KeyId("nokey"), .secret = ""};
  expect_problem(get(delivery::signed_path(path(private_.image, "w=80"), empty, std::nullopt)), 403,
                 "invalid_signature", "a key that is not there, with an empty secret");
}

TEST_F(DeliveryTest, EndsWithItsExpiryAndTellsCaches) {
  const std::string brief = url(R"({"w":80,"format":"png","expires_in":90})");
  EXPECT_EQ(get(brief).header("Cache-Control"), "public, max-age=90, immutable, must-revalidate");
  clock_.advance(std::chrono::seconds(89));
  EXPECT_EQ(get(brief).header("Cache-Control"), "public, max-age=1, immutable, must-revalidate");
  clock_.advance(std::chrono::seconds(1));
  expect_problem(get(brief), 403, "invalid_signature", "expired");
  const RawResponse forever =
      post_urls(private_.image.id.str(), R"({"w":80,"format":"png","expires_in":null})", alice_token_);
  EXPECT_TRUE(json(forever)["expires_at"].is_null());
  clock_.advance(std::chrono::days(4000));
  EXPECT_EQ(get(std::string(json(forever)["url"].as_string())).status, 200);
}

TEST_F(DeliveryTest, ServesNoImageBeyondItsOwnExpiry) {
  const std::string id = public_.image.id.str();
  ASSERT_EQ(ask("PATCH", "/images/" + id, alice_token_, "", R"({"expires_at":"2027-01-15T08:00:30Z"})").status, 200);
  EXPECT_EQ(get(path(public_.image, "preset:small@1&format=webp")).header("Cache-Control"),
            "public, max-age=30, immutable, must-revalidate");
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(get(path(public_.image, "preset:small@1&format=webp")).status, 404);
}

TEST_F(DeliveryTest, VariesByAcceptOnlyWhereTheFormatIsNegotiated) {
  const std::string open = path(public_.image, "preset:small@1");
  EXPECT_EQ(get(open).header("Vary"), "Accept");
  EXPECT_EQ(get(open + "&format=webp").header("Vary"), "");
  std::map<std::string, std::set<std::string>> types;
  for (const char* accept :
       {"image/avif,image/webp,*/*", "image/avif", "image/webp", "image/webp,image/png;q=0.9", "", "*/*", "text/html"})
    types[get(open, std::string("Accept: ") + accept + "\r\n").header("ETag")].insert(accept);
  EXPECT_EQ(types.size(), 3u) << "three forms at most";
}

TEST_F(DeliveryTest, GivesAvifBrieflyUntilItsUpgradeIsMade) {
  const std::string avif = path(public_.image, "preset:small@1&format=avif");
  const RawResponse first = get(avif);
  EXPECT_EQ(first.header("Cache-Control"), kBriefly);
  ASSERT_TRUE(run_next_job());
  const RawResponse second = get(avif);
  EXPECT_EQ(second.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_NE(second.header("ETag"), first.header("ETag"));
}

TEST_F(DeliveryTest, KeepsEveryVersionOfAPreset) {
  define("card", "w=40&h=30&fit=cover&gravity=north&format=png");
  const std::string first = url(R"({"preset":"card"})", public_.image.id.str());
  EXPECT_TRUE(first.ends_with("/preset:card@1"));
  define("card", "w=50&format=png");
  EXPECT_EQ(get(first).body, "png 40x30;");
  EXPECT_TRUE(url(R"({"preset":"card"})", public_.image.id.str()).ends_with("/preset:card@2"));
  const RawResponse newest = get(path(public_.image, "preset:card"));
  EXPECT_EQ(newest.body, "png 50x0;");
  EXPECT_EQ(newest.header("Cache-Control"), kBriefly);
  EXPECT_EQ(get(path(public_.image, "preset:card@3")).status, 404);
  EXPECT_EQ(get(path(public_.image, "preset:small@2")).status, 404);
  EXPECT_EQ(post_urls(public_.image.id.str(), R"({"preset":"card@3"})", alice_token_).status, 404);
}

// A focal point changes while the bytes do not: what follows it is kept briefly, or names it.
TEST_F(DeliveryTest, NamesTheFocusOfACropSoThatCachesMayKeepIt) {
  define("card", "w=40&h=30&fit=cover&format=png");
  const std::string id = public_.image.id.str();
  EXPECT_EQ(get(path(public_.image, "preset:card@1")).header("Cache-Control"), kBriefly);
  ASSERT_EQ(ask("PATCH", "/images/" + id, alice_token_, "", R"({"focus":{"x":0.1234,"y":0.9}})").status, 200);
  const std::string pinned = url(R"({"preset":"card"})", id);
  EXPECT_EQ(pinned, path(public_.image, "preset:card@1&focus=0.123,0.9"));
  EXPECT_EQ(get(pinned).header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(codec_.last_plan.renditions.at(0).focus, (FocalPoint{0.123, 0.9}));
  EXPECT_EQ(get(path(public_.image, "preset:card@1&focus=0.5,0.5")).status, 404) << "others need a signature";
  EXPECT_EQ(get(url(R"({"preset":"card","focus":"0.5,0.5"})", id)).status, 200);
}

TEST_F(DeliveryTest, KeepsPicturesWithAWatermarkBriefly) {
  const std::string marked = url(R"({"w":80,"format":"png","watermark":")" + public_.image.id.str() + "\"}");
  EXPECT_EQ(get(marked).header("Cache-Control"), kBriefly);
  ASSERT_EQ(ask("DELETE", "/images/" + public_.image.id.str(), alice_token_).status, 204);
  EXPECT_EQ(get(marked).status, 404);
  EXPECT_EQ(
      post_urls(private_.image.id.str(), R"({"watermark":")" + public_.image.id.str() + "\"}", alice_token_).status,
      404);
}

TEST_F(DeliveryTest, RotatesKeysWithoutBreakingUrls) {
  const std::string admin = token("root", access::Role::kAdmin);
  const std::string before = url(R"({"w":80,"format":"png","expires_in":null})");
  const RawResponse rotated = ask("POST", "/signing-keys", admin, "", R"({"retire_others_in":3600})");
  ASSERT_EQ(rotated.status, 201) << rotated.body;
  const std::string id(json(rotated)["id"].as_string());
  const std::string secret(json(rotated)["secret"].as_string());
  EXPECT_TRUE(secret.starts_with("psk_"));
  const std::string after = url(R"({"w":80,"format":"png","expires_in":null})");
  EXPECT_NE(after.find("/" + id + ".never."), std::string::npos);
  EXPECT_EQ(get(before).status, 200);
  const RawResponse listed = ask("GET", "/signing-keys", admin);
  EXPECT_EQ(json(listed)["items"].as_array().size(), 2u);
  EXPECT_EQ(listed.body.find("psk_"), std::string::npos);
  EXPECT_EQ(listed.body.find("secret"), std::string::npos);
  clock_.advance(std::chrono::hours(1));
  expect_problem(get(before), 403, "invalid_signature", "retired");
  EXPECT_EQ(get(after).status, 200);
  EXPECT_EQ(ask("DELETE", "/signing-keys/" + id, admin).status, 204);
  expect_problem(get(after), 403, "invalid_signature", "retired at once");
  EXPECT_EQ(ask("DELETE", "/signing-keys/none", admin).status, 404);
}

TEST_F(DeliveryTest, LetsAdminsAloneAtTheKeys) {
  for (access::Role role : {access::Role::kViewer, access::Role::kEditor}) {
    EXPECT_EQ(ask("GET", "/signing-keys", token("bob", role)).status, 403);
    EXPECT_EQ(ask("POST", "/signing-keys", token("bob", role), "", "{}").status, 403);
    EXPECT_EQ(ask("DELETE", "/signing-keys/k1", token("bob", role)).status, 403);
  }
  const std::string admin = token("root", access::Role::kAdmin);
  for (int made = 0; made < 8; ++made) EXPECT_EQ(ask("POST", "/signing-keys", admin, "", "{}").status, 201);
  EXPECT_EQ(ask("POST", "/signing-keys", admin, "", "{}").status, 409);
  EXPECT_EQ(ask("POST", "/signing-keys", admin, "", R"({"retire_others_in":-1})").status, 400);
}

TEST_F(DeliveryTest, LetsViewersShareForADayAtMost) {
  const std::string viewer = token("vera", access::Role::kViewer);
  const std::string id = private_.image.id.str();
  EXPECT_EQ(post_urls(id, R"({"preset":"small"})", viewer).status, 200);
  EXPECT_EQ(post_urls(id, R"({"preset":"small","expires_in":86400})", viewer).status, 200);
  EXPECT_EQ(post_urls(id, R"({"preset":"small","expires_in":86401})", viewer).status, 403);
  EXPECT_EQ(post_urls(id, R"({"preset":"small","expires_in":null})", viewer).status, 403);
}

TEST_F(DeliveryTest, RefusesUrlRequestsThatMakeNoSense) {
  for (const auto& [body, field] : std::map<std::string, std::string>{{R"({"preset":"small","w":5})", "preset"},
                                                                      {R"({"preset":"Small"})", "preset"},
                                                                      {R"({"preset":"small@0"})", "preset"},
                                                                      {R"({"expires_in":0})", "expires_in"},
                                                                      {R"({"expires_in":"1h"})", "expires_in"},
                                                                      {R"({"w":"80"})", "w"},
                                                                      {R"({"width":80})", "width"},
                                                                      {R"({"q":0})", "q"},
                                                                      {R"({"format":"jxl"})", "format"}}) {
    const RawResponse response = post_urls(private_.image.id.str(), body, alice_token_);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_EQ(json(response)["field"], field.c_str()) << body;
  }
  EXPECT_EQ(post_urls(private_.image.id.str(), R"({"q":"auto","format":"auto"})", alice_token_).status, 200);
  EXPECT_EQ(post_urls("img_" + std::string(26, '0'), "{}", alice_token_).status, 404);
}

// Disk fill by variants: unsigned URLs make a bounded set, signed ones are kept within the image's quota.
TEST_F(DeliveryTest, KeepsNoMorePicturesThanTheQuotaHoweverManyAreAskedFor) {
  deps_->limits.max_renditions_per_image = 5;
  const SigningKey key = key_of(alice_.tenant);
  const std::size_t before = blob_names().size();
  for (int width = 1; width <= 300; ++width) {
    ASSERT_EQ(get(path(public_.image, "w=" + std::to_string(width))).status, 403);
    const std::string picture = "w=" + std::to_string(width) + "&format=png";
    ASSERT_EQ(get(delivery::signed_path(path(public_.image, picture), key, std::nullopt)).status, 200);
  }
  EXPECT_EQ(blob_names().size(), before + 5);
}

TEST_F(DeliveryTest, LeadsNowhereOutsideItsImages) {
  for (const char* picture :
       {"..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "preset:..", "preset:../../etc", "optimized%0d%0aX:1"})
    EXPECT_GE(get(path(public_.image, picture)).status, 400) << picture;
  EXPECT_EQ(ask("POST", path(public_.image, "optimized"), alice_token_).status, 405);
}

}  // namespace
}  // namespace pictor::test
