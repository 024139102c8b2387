// docs/guide/delivery-url-vectors.json, which other people's backends are tested with, says the truth.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>

#include "delivery/delivery_path.h"
#include "delivery/picture.h"
#include "support/repository.h"

namespace pictor::delivery {
namespace {

boost::json::value vectors() {
  std::ifstream file(test::repository_folder() / "docs/guide/delivery-url-vectors.json");
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string text(const boost::json::value& vector, std::string_view member) {
  return std::string(vector.at(member).as_string());
}

TEST(DeliveryUrlVectors, AreSignedAsPictorSigns) {
  const auto all = vectors();
  ASSERT_GE(all.at("signed").as_array().size(), 5u);
  for (const auto& vector : all.at("signed").as_array()) {
    const std::string path = delivery_path(TenantId(text(vector, "tenant")), ImageId(text(vector, "image")),
                                           VersionId(text(vector, "version")), text(vector, "picture"));
    const std::string expires = text(vector, "expires");
    const SigningKey key{.id = KeyId(text(vector, "key")), .secret = text(vector, "secret")};
    const auto seconds = expires == "never" ? std::nullopt : std::optional<std::int64_t>(std::stoll(expires));
    EXPECT_EQ(signed_path(path, key, seconds), text(vector, "path"));
  }
}

TEST(DeliveryUrlVectors, AreAcceptedAsTheyAre) {
  for (const auto& vector : vectors().at("signed").as_array()) {
    const DeliveryPath read = delivery_path_from(text(vector, "path")).value();
    EXPECT_EQ(read.signed_text, text(vector, "signed_text"));
    EXPECT_TRUE(is_right(*read.signature, text(vector, "secret"), read.signed_text));
    EXPECT_EQ(to_text(picture_from(read.picture).value()), text(vector, "picture"));
  }
}

TEST(DeliveryUrlVectors, RefuseEveryOtherSpelling) {
  const auto all = vectors();
  ASSERT_GE(all.at("refused_pictures").as_array().size(), 20u);
  for (const auto& picture : all.at("refused_pictures").as_array())
    EXPECT_FALSE(picture_from(std::string_view(picture.as_string()))) << picture;
}

}  // namespace
}  // namespace pictor::delivery
