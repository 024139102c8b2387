// Delivered pictures that are kept ready: as right as those that are not.
#include "http/handlers/ready_answers.h"

#include <gmock/gmock.h>

#include <boost/json/array.hpp>

#include "api_fixture.h"
#include "app/change_image.h"
#include "app/retrieval_counter.h"
#include "delivery/delivery_path.h"
#include "http/handlers/delivery.h"

namespace pictor::test {
namespace {

using testing::HasSubstr;

class ReadyAnswers : public ApiFixture {
 protected:
  /// A public image's picture, which needs no signature.
  std::string path_of(const std::string& picture) {
    const Image image = details(id_).image;
    return delivery::delivery_path(alice_.tenant, image.id, image.version, picture);
  }
  RawResponse get(const std::string& extra = "") { return ask("GET", path_, "", extra); }
  /// Whether the answer comes without a look at the store, which is down meanwhile.
  bool is_ready(const std::string& extra = "") {
    blobs_.down = true;
    const RawResponse response = get(extra);
    blobs_.down = false;
    return response.status == 200;
  }
  void publish() {
    app::ImagePatch patch;
    patch.visibility = Visibility::kPublic;
    ASSERT_TRUE(app::update_image(*deps_, alice_, id_, patch));
  }
  /// From now on answers grow older by pass() alone.
  void stop_time() {
    scope_->steady_now = [] { return now_; };
  }
  static void pass(std::chrono::seconds time) { now_ += time; }
  /// The body of what is ready, as the connection's thread finds it; empty where nothing is.
  std::string find_ready() {
    http::Request request;
    request.path = path_;
    const auto response = http::find_ready_answer(*scope_, request);
    if (!response) return {};
    const auto& body = std::get<http::BlobBody>(response->body);
    const Bytes bytes = *body.blob->in_memory();
    return {bytes.begin(), bytes.end()};
  }
  void SetUp() override {
    publish();
    path_ = path_of("preset:small@1&format=jpeg");
  }

  ImageId id_ = ready("beach").image.id;
  std::string path_;
  bool asking_ = false;
  static inline Deadline now_ = std::chrono::steady_clock::now();
};

TEST_F(ReadyAnswers, AreTheSameAsTheFirstAnswer) {
  const RawResponse first = get();
  ASSERT_EQ(first.status, 200) << first.body;
  ASSERT_TRUE(is_ready());
  const RawResponse second = get();
  EXPECT_EQ(second.body, first.body);
  for (const char* name : {"ETag", "Content-Type", "Cache-Control", "Last-Modified", "Cache-Tag", "Content-Length"})
    EXPECT_EQ(second.header(name), first.header(name)) << name;
}

TEST_F(ReadyAnswers, ServeThoseWhoQueuedBehindTheirMaker) {
  stop_time();
  http::Request request;
  request.path = path_;
  request.deadline = Deadline::max();
  ASSERT_TRUE(http::deliver(*scope_, request));
  blobs_.down = true;
  EXPECT_TRUE(http::deliver(*scope_, request));
  pass(http::kReadyFor);
  EXPECT_FALSE(http::deliver(*scope_, request)) << "it is no longer new";
  blobs_.down = false;
}

TEST_F(ReadyAnswers, KnowConditionsRangesAndHead) {
  const RawResponse first = get();
  const std::string etag = first.header("ETag");
  EXPECT_EQ(get("If-None-Match: " + etag + "\r\n").status, 304);
  const RawResponse part = get("Range: bytes=1-2\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, first.body.substr(1, 2));
  EXPECT_EQ(get("Range: bytes=999999-\r\n").status, 416);
  const RawResponse head = ask("HEAD", path_);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), std::to_string(first.body.size()));
}

TEST_F(ReadyAnswers, ToldApartByWhatTheClientShows) {
  path_ = path_of("preset:small@1");
  const std::string webp = "Accept: image/webp\r\n";
  EXPECT_EQ(get(webp).header("Content-Type"), "image/webp");
  EXPECT_TRUE(is_ready(webp));
  EXPECT_FALSE(is_ready("Accept: image/jpeg\r\n"));
  EXPECT_EQ(get("Accept: image/jpeg\r\n").header("Content-Type"), "image/jpeg");
  EXPECT_EQ(get(webp).header("Content-Type"), "image/webp");
}

TEST_F(ReadyAnswers, AreGoneWithTheImage) {
  ASSERT_EQ(get().status, 200);
  ASSERT_TRUE(app::delete_image(*deps_, alice_, id_, app::Purge::kNo));
  EXPECT_EQ(get().status, 404);
}

TEST_F(ReadyAnswers, AreGoneWhenTheImageIsPrivateAgain) {
  ASSERT_EQ(get().status, 200);
  app::ImagePatch patch;
  patch.visibility = Visibility::kPrivate;
  ASSERT_TRUE(app::update_image(*deps_, alice_, id_, patch));
  EXPECT_EQ(get().status, 404);
}

TEST_F(ReadyAnswers, AreNotGivenBeyondTheImagesLife) {
  app::ImagePatch patch;
  patch.expires_at = clock_.now() + std::chrono::seconds(30);
  ASSERT_TRUE(app::update_image(*deps_, alice_, id_, patch));
  ASSERT_EQ(get().header("Cache-Control"), "public, max-age=30, immutable, must-revalidate");
  ASSERT_TRUE(is_ready());
  clock_.advance(std::chrono::seconds(20));
  EXPECT_EQ(get().header("Cache-Control"), "public, max-age=10, immutable, must-revalidate");
  clock_.advance(std::chrono::seconds(20));
  EXPECT_EQ(get().status, 404);
}

// Of those who ask when an answer is no longer good the first makes it anew; the others need not wait for that.
TEST_F(ReadyAnswers, AreGivenStaleWhileOneAsksAgain) {
  stop_time();
  const std::string body = get().body;
  pass(http::kReadyFor);
  std::string meanwhile;
  blobs_.before_open = [&] {
    if (!std::exchange(asking_, true)) meanwhile = find_ready();
  };
  EXPECT_EQ(get().body, body);
  EXPECT_EQ(meanwhile, body);
  EXPECT_TRUE(is_ready()) << "made anew";
}

TEST_F(ReadyAnswers, AreNotGivenStaleWhereThereIsNoneAnyMore) {
  stop_time();
  get();
  pass(http::kReadyFor);
  EXPECT_FALSE(is_ready()) << "the one who asks again, and fails";
  EXPECT_EQ(find_ready(), "") << "nobody is given the old one then";
  get();
  EXPECT_NE(find_ready(), "");
  pass(http::kReadyFor);
  EXPECT_EQ(find_ready(), "") << "the one who should ask again";
  EXPECT_NE(find_ready(), "");
  pass(http::kStaleFor);
  EXPECT_EQ(find_ready(), "") << "however long that takes";
}

TEST_F(ReadyAnswers, AbsenceMayBeRememberedBrieflyAndOtherErrorsNot) {
  const std::string unsigned_transform = path_of("w=100");
  const ImageId nobodys("img_00000000000000000000000000");
  const RawResponse absent =
      ask("GET", delivery::delivery_path(alice_.tenant, nobodys, VersionId("0011223344556677"), "optimized"));
  EXPECT_EQ(absent.status, 404);
  EXPECT_EQ(absent.header("Cache-Control"), "public, max-age=5");
  const RawResponse forbidden = ask("GET", unsigned_transform);
  EXPECT_EQ(forbidden.status, 403);
  EXPECT_THAT(forbidden.header("Cache-Control"), HasSubstr("no-store"));
}

TEST_F(ReadyAnswers, AreCountedLikeAllOthers) {
  const std::size_t bytes = get().body.size();
  get();
  const std::string admin = token("root", access::Role::kAdmin);
  // What was sent is counted when it has been sent, which the client may see a little earlier.
  boost::json::object usage;
  do {
    ASSERT_TRUE(retrievals_->flush());
    usage = json(ask("GET", "/usage?by=preset", admin));
  } while (usage.at("items").as_array().empty() || usage.at("items").as_array().at(0).at("requests").as_int64() < 2);
  const auto& line = usage.at("items").as_array().at(0).as_object();
  EXPECT_EQ(line.at("key"), "small@1");
  EXPECT_EQ(line.at("requests"), 2);
  EXPECT_EQ(line.at("bytes"), static_cast<std::int64_t>(2 * bytes));
}

TEST_F(ReadyAnswers, UsageIsForAdminsAndItsParametersAreChecked) {
  EXPECT_EQ(ask("GET", "/usage", alice_token_).status, 403);
  const std::string admin = token("root", access::Role::kAdmin);
  for (const char* query : {"?by=hour", "?from=2026-13-01", "?from=yesterday", "?from=2026-11-25&to=2026-11-24",
                            "?image=me", "?limit=0", "?every=thing"})
    EXPECT_EQ(ask("GET", std::string("/usage") + query, admin).status, 400) << query;
  EXPECT_EQ(ask("GET", "/usage?from=2026-11-01&to=2026-11-25&by=image&image=" + id_.str(), admin).status, 200);
}

}  // namespace
}  // namespace pictor::test
