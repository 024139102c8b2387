#include "delivery/negotiation.h"

#include <gmock/gmock.h>

#include <string>

namespace pictor::delivery {

void PrintTo(const AcceptedFormats& formats, std::ostream* out) {
  *out << (formats.webp ? "webp " : "") << (formats.avif ? "avif" : "");
}

namespace {

constexpr AcceptedFormats kNeither, kWebp{.webp = true}, kAvif{.avif = true}, kBoth{.webp = true, .avif = true};

TEST(AcceptToken, TellsThreeKindsOfClientsApart) {
  EXPECT_EQ(accept_token("image/avif,image/webp,image/*;q=0.8"), AcceptToken::kAvif);
  EXPECT_EQ(accept_token("image/webp,*/*;q=0.5"), AcceptToken::kWebp);
  EXPECT_EQ(accept_token("image/avif;q=0,image/webp"), AcceptToken::kWebp);
  for (const char* basic : {"", "*/*", "image/*", "image/png", "nonsense"})
    EXPECT_EQ(accept_token(basic), AcceptToken::kBasic) << basic;
}

TEST(FormatFor, GivesWhatTheClientShowsAndThePictureNeeds) {
  const ImageFacts photo{.frames = 1};
  const ImageFacts cutout{.frames = 1, .has_alpha = true};
  const ImageFacts animation{.frames = 9};
  EXPECT_EQ(format_for(AcceptToken::kAvif, photo), Format::kAvif);
  EXPECT_EQ(format_for(AcceptToken::kAvif, animation), Format::kWebp);
  EXPECT_EQ(format_for(AcceptToken::kWebp, photo), Format::kWebp);
  EXPECT_EQ(format_for(AcceptToken::kBasic, photo), Format::kJpeg);
  EXPECT_EQ(format_for(AcceptToken::kBasic, cutout), Format::kPng);
  EXPECT_EQ(format_for(AcceptToken::kBasic, animation), Format::kGif);
}

TEST(FormatFor, GivesJpegXlToNobody) {
  const AcceptToken token = accept_token("image/avif,image/webp,image/jxl");
  EXPECT_EQ(token, AcceptToken::kAvif);
  EXPECT_FALSE(shows(token, Format::kJxl));
}

TEST(AcceptedFormats, AreThoseNamedThemselves) {
  EXPECT_EQ(accepted_formats("image/webp"), kWebp);
  EXPECT_EQ(accepted_formats("image/avif"), kAvif);
  EXPECT_EQ(accepted_formats("image/avif,image/webp,image/apng,*/*;q=0.8"), kBoth);
}

TEST(AcceptedFormats, AreNotPromisedByWildcards) {
  EXPECT_EQ(accepted_formats(""), kNeither);
  EXPECT_EQ(accepted_formats("*/*"), kNeither);
  EXPECT_EQ(accepted_formats("image/*"), kNeither);
  EXPECT_EQ(accepted_formats("image/png,image/*;q=0.9"), kNeither);
}

TEST(AcceptedFormats, LeaveOutThoseOfQualityZero) {
  EXPECT_EQ(accepted_formats("image/webp;q=0, image/avif;q=0.001"), kAvif);
  EXPECT_EQ(accepted_formats("image/webp;q=0.000"), kNeither);
}

TEST(AcceptedFormats, IgnoreCaseWhitespaceAndOtherParameters) {
  EXPECT_EQ(accepted_formats("Image/WebP ; Q=0.5 ,\timage/AVIF"), kBoth);
  EXPECT_EQ(accepted_formats("image/avif;codecs=\"av01, x;q=0\";q=1"), kAvif);
}

TEST(AcceptedFormats, DoNotMistakeANameThatOnlyBeginsAlike) {
  EXPECT_EQ(accepted_formats("image/webp2, ximage/webp, video/webp, image/avif-sequence"), kNeither);
}

class MalformedElement : public testing::TestWithParam<const char*> {};

TEST_P(MalformedElement, CountsAsNotSentAndSpoilsNoOther) {
  EXPECT_EQ(accepted_formats(GetParam()), kNeither);
  EXPECT_EQ(accepted_formats(std::string(GetParam()) + ", image/avif"), kAvif);
  EXPECT_FALSE(prefers_image(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Accept, MalformedElement,
                         testing::Values("webp", "/webp", "image/", "/", ";", ";q=1", ",,,", "*/webp",
                                         "image/webp;q=", "image/webp;q=2", "image/webp;q=1.001", "image/webp;q=-1",
                                         "image/webp;q=.5", "image/webp;q=0.5000", "image/webp;q=0,5",
                                         "image/webp;q=0.x", "image/webp;q=10", "image/webp;q=nan"));

TEST(AcceptedFormats, AreJpegOnlyWhereItIsNamedAndNothingThatPngIs) {
  EXPECT_TRUE(accepted_formats("image/jpeg").jpeg_only);
  EXPECT_TRUE(accepted_formats("image/jpeg, image/png;q=0").jpeg_only);
  for (const char* accept : {"", "*/*", "image/*", "image/jpeg, image/png", "image/jpeg, */*;q=0.1", "image/gif"}) {
    EXPECT_FALSE(accepted_formats(accept).jpeg_only) << accept;
  }
}

TEST(AcceptedFormats, SurviveAQuotedStringWithoutItsEnd) {
  EXPECT_EQ(accepted_formats("image/avif, image/webp;x=\"y\\"), kBoth);
  EXPECT_EQ(accepted_formats("text/html;x=\", image/webp"), kNeither);
}

TEST(PrefersImage, WhereNothingElseIsWanted) {
  EXPECT_TRUE(prefers_image("image/*"));
  EXPECT_TRUE(prefers_image("image/png"));
  EXPECT_TRUE(prefers_image("IMAGE/PNG;q=0.1"));
  EXPECT_TRUE(prefers_image("text/html, image/png;q=0.2"));
}

TEST(PrefersImage, AsBrowsersAskForPictures) {
  EXPECT_TRUE(prefers_image("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"));
  EXPECT_TRUE(prefers_image("image/webp,*/*"));
  EXPECT_TRUE(prefers_image("text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8"));
}

TEST(PrefersImage, NotWhereNoImageIsNamed) {
  EXPECT_FALSE(prefers_image(""));
  EXPECT_FALSE(prefers_image("*/*"));
  EXPECT_FALSE(prefers_image("application/json"));
  EXPECT_FALSE(prefers_image("text/html"));
  EXPECT_FALSE(prefers_image("image/png;q=0"));
  EXPECT_FALSE(prefers_image("image/png;q=0, */*"));
}

TEST(PrefersImage, ByTheHigherQuality) {
  EXPECT_TRUE(prefers_image("application/json;q=0.8, image/*;q=0.9"));
  EXPECT_FALSE(prefers_image("image/*;q=0.8, application/json;q=0.9"));
  EXPECT_FALSE(prefers_image("image/png;q=0.5, */*"));
  EXPECT_TRUE(prefers_image("image/png;q=0.001, application/json;q=0"));
}

TEST(PrefersImage, AtEqualQualityByTheMoreSpecificRange) {
  EXPECT_TRUE(prefers_image("*/*, image/*"));
  EXPECT_TRUE(prefers_image("application/*, image/png"));
  EXPECT_FALSE(prefers_image("application/json, image/*"));
}

TEST(PrefersImage, AtEqualQualityByTheEarlierRange) {
  EXPECT_TRUE(prefers_image("image/png, application/json"));
  EXPECT_FALSE(prefers_image("application/json, image/png"));
}

TEST(PrefersImage, TakesJsonsQualityFromTheMostSpecificRangeThatCoversIt) {
  EXPECT_TRUE(prefers_image("*/*, application/json;q=0.1, image/png;q=0.5"));
  EXPECT_TRUE(prefers_image("*/*, application/*;q=0.1, image/png;q=0.5"));
  EXPECT_FALSE(prefers_image("application/json, application/*;q=0.1, image/png;q=0.5"));
}

}  // namespace
}  // namespace pictor::delivery
