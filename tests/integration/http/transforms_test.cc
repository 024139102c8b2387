// Operations as clients ask for them: in queries and in bodies, within their bounds, with their own tenant's
// watermarks.
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <set>

#include "api_fixture.h"
#include "catalog/images.h"
#include "catalog/tenants.h"
#include "delivery/transform.h"
#include "http/embedded.h"

namespace pictor::test {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

class TransformsTest : public ApiFixture {
 protected:
  RawResponse query(const std::string& query) { return ask("GET", path_ + "?" + query, alice_token_); }
  RawResponse convert(const std::string& body) { return ask("PUT", path_ + "/convert", alice_token_, "", body); }
  const image::RenditionSpec& asked() { return codec_.last_plan.renditions.at(0); }
  std::string other_tenants_image() {
    const access::Principal eve{TenantId("other"), SubjectId("eve"), {access::Role::kEditor}};
    EXPECT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
      return catalog::insert_tenant(session, eve.tenant, clock_.now());
    }));
    const ImageId id = app::upload_image(*deps_, eve, {}, staged("theirs")).value().details.image.id;
    EXPECT_TRUE(run_next_job());
    return id.str();
  }

  std::string image_ = ready("picture").image.id.str();
  std::string mark_ = ready("mark").image.id.str();
  std::string path_ = "/images/" + image_;
};

TEST_F(TransformsTest, BringEveryParameterOfAQueryToTheCodec) {
  const RawResponse response = query(
      "watermark_tile=true&w=80&h=60&fit=cover&focus=0.25,1&dpr=2&format=png&enlarge=true&trim=10&flip=hv&rotate="
      "270&blur=2.5&sharpen=1&background=FF8000&pad=1,2&watermark=" +
      mark_ + "&watermark_gravity=north&watermark_offset=3,4&watermark_scale=0.5&watermark_opacity=0.8&gamut=p3");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.header("Content-Type"), "image/png");
  EXPECT_EQ(std::pair(asked().box_width, asked().box_height), std::pair(160, 120));
  EXPECT_EQ(asked().focus, (FocalPoint{0.25, 1}));
  const std::uint64_t version = asked().operations.watermark.version;
  EXPECT_NE(version, 0u);
  const image::Operations expected{.trim = 10,
                                   .flip = image::Flip::kBoth,
                                   .quarter_turns = 3,
                                   .enlarge = true,
                                   .blur = 5,
                                   .sharpen = 1,
                                   .background = Color{255, 128, 0},
                                   .pad = {.top = 2, .right = 4, .bottom = 2, .left = 4},
                                   .watermark = {.version = version,
                                                 .gravity = Gravity::kNorth,
                                                 .offset_x = 6,
                                                 .offset_y = 8,
                                                 .scale = 0.5,
                                                 .opacity = 0.8,
                                                 .tile = true},
                                   .gamut = Gamut::kDisplayP3};
  EXPECT_EQ(asked().operations, expected);
  EXPECT_TRUE(codec_.last_had_watermark);
}

TEST_F(TransformsTest, TakeEachValueAtItsBounds) {
  const Parameters good = {{"w", "1"},
                           {"w", "16383"},
                           {"h", "1"},
                           {"h", "16383"},
                           {"fit", "fill"},
                           {"dpr", "0.5"},
                           {"dpr", "8"},
                           {"q", "1"},
                           {"q", "100"},
                           {"focus", "0,1"},
                           {"gravity", "smart"},
                           {"gravity", "northwest"},
                           {"enlarge", "false"},
                           {"trim", "0"},
                           {"trim", "255"},
                           {"flip", "none"},
                           {"rotate", "0"},
                           {"rotate", "270"},
                           {"blur", "0.3"},
                           {"blur", "100"},
                           {"sharpen", "0"},
                           {"sharpen", "10"},
                           {"background", "00000000"},
                           {"pad", "0"},
                           {"pad", "4096,4096,4096,4096"},
                           {"watermark", mark_}};
  for (const auto& [name, value] : good) EXPECT_EQ(query(name + "=" + value).status, 200) << name << "=" << value;
  const Parameters of_watermarks = {{"watermark_scale", "0.01"},     {"watermark_scale", "1"},
                                    {"watermark_opacity", "0"},      {"watermark_opacity", "1"},
                                    {"watermark_offset", "0"},       {"watermark_offset", "4096,4096"},
                                    {"watermark_gravity", "center"}, {"watermark_tile", "false"}};
  for (const auto& [name, value] : of_watermarks)
    EXPECT_EQ(query("watermark=" + mark_ + "&" + name + "=" + value).status, 200) << name << "=" << value;
}

TEST_F(TransformsTest, RefuseWhatIsBeyondABound) {
  const Parameters bad = {{"w", "0"},
                          {"w", "16384"},
                          {"h", "0"},
                          {"h", "16384"},
                          {"fit", "crop"},
                          {"dpr", "0.49"},
                          {"dpr", "8.01"},
                          {"format", "jpg"},
                          {"q", "0"},
                          {"q", "101"},
                          {"focus", "0,1.01"},
                          {"gravity", "up"},
                          {"enlarge", "yes"},
                          {"trim", "256"},
                          {"flip", "vh"},
                          {"rotate", "91"},
                          {"blur", "0.29"},
                          {"blur", "100.01"},
                          {"sharpen", "10.01"},
                          {"background", "fff"},
                          {"pad", "4097"},
                          {"pad", "1,2,3"},
                          {"watermark_scale", "0"},
                          {"watermark_scale", "1.01"},
                          {"watermark_opacity", "1.01"},
                          {"watermark_offset", "4097"},
                          {"watermark_gravity", "smart"},
                          {"watermark_tile", "1"},
                          {"gamut", "adobe"}};
  for (const auto& [name, value] : bad) {
    const RawResponse response = query(name + "=" + value);
    EXPECT_EQ(response.status, 400) << name << "=" << value;
    EXPECT_EQ(json(response)["code"], "invalid_parameter") << name << "=" << value;
    EXPECT_EQ(json(response)["field"], name.c_str()) << value;
  }
}

TEST_F(TransformsTest, RefuseUnknownAndRepeatedParameters) {
  for (const auto& [sent, field] : Parameters{{"w=5&shadow=1", "shadow"},
                                              {"blur=1&blur=1", "blur"},
                                              {"w=5&download=true&download=true", "download"},
                                              {"width=5&w=5", "width"},
                                              {"focus=0,0&gravity=north", "focus"},
                                              {"watermark_scale=0.5", "watermark"}}) {
    const RawResponse response = query(sent);
    EXPECT_EQ(response.status, 400) << sent;
    EXPECT_EQ(json(response)["field"], field.c_str()) << sent;
  }
}

TEST_F(TransformsTest, MakeOnePictureOfEverySpellingOfARequest) {
  const std::string etag = query("w=70&format=png&blur=2.5&pad=3").header("ETag");
  EXPECT_EQ(query("pad=3,3,3,3&blur=02.50&format=png&w=70&rotate=0&gravity=center").header("ETag"), etag);
  EXPECT_NE(query("w=70&format=png&blur=2.6&pad=3").header("ETag"), etag);
}

TEST_F(TransformsTest, GiveJpegXlOnlyWhereItIsSwitchedOn) {
  for (const RawResponse& refused : {query("w=70&format=jxl"), convert(R"({"width":70,"format":"jxl"})")}) {
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(json(refused)["field"], "format");
  }
  deps_->renditions.jxl_output = true;
  EXPECT_EQ(query("w=70&format=jxl").header("Content-Type"), "image/jxl");
  EXPECT_EQ(convert(R"({"width":70,"format":"jxl"})").status, 200);
}

TEST_F(TransformsTest, AreTypedInTheBodyOfAConversion) {
  const RawResponse made =
      convert(R"({"format":"png","width":40,"dpr":1.5,"rotate":90,"blur":3,"enlarge":true,"pad":"2","watermark":")" +
              mark_ + R"(","watermark_tile":true})");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(asked().box_width, 60);
  EXPECT_EQ(asked().operations.quarter_turns, 1);
  EXPECT_TRUE(asked().operations.watermark.tile);
  const int renders = codec_.renders;
  EXPECT_EQ(ask("GET", std::string(json(made)["url"].as_string()), alice_token_).status, 200);
  EXPECT_EQ(codec_.renders, renders) << "the URL of a conversion names the picture that was made";
  for (const auto& [member, field] : Parameters{{R"("rotate":"90")", "rotate"},
                                                {R"("rotate":45)", "rotate"},
                                                {R"("enlarge":"true")", "enlarge"},
                                                {R"("blur":"3")", "blur"},
                                                {R"("blur":1e9)", "blur"},
                                                {R"("pad":2)", "pad"},
                                                {R"("w":5)", "w"},
                                                {R"("watermark_tile":true)", "watermark"}}) {
    const RawResponse response = convert(R"({"format":"png",)" + member + "}");
    EXPECT_EQ(response.status, 400) << member;
    EXPECT_EQ(json(response)["field"], field.c_str()) << member;
  }
}

TEST_F(TransformsTest, TakeWatermarksOfTheirOwnTenantAlone) {
  const std::string theirs = other_tenants_image();
  const std::string absent = "img_" + std::string(26, '0');
  const std::string same_id = "X-Request-Id: same\r\n";
  const RawResponse of_other = ask("GET", path_ + "?watermark=" + theirs, alice_token_, same_id);
  EXPECT_EQ(of_other.status, 404);
  EXPECT_EQ(of_other.body, ask("GET", path_ + "?watermark=" + absent, alice_token_, same_id).body);
  EXPECT_EQ(json(of_other)["field"], "watermark");
  EXPECT_EQ(convert(R"({"format":"png","watermark":")" + theirs + "\"}").status, 404);
  RawResponse as_a_job = ask("PUT", path_ + "/convert", alice_token_, "Prefer: respond-async\r\n",
                             R"({"format":"png","watermark":")" + theirs + "\"}");
  EXPECT_EQ(as_a_job.status, 404);
}

TEST_F(TransformsTest, TakeNoWatermarkFromTheTrashEvenWhereThePictureIsKept) {
  ASSERT_EQ(query("watermark=" + mark_).status, 200);
  ASSERT_EQ(ask("DELETE", "/images/" + mark_, alice_token_).status, 204);
  EXPECT_EQ(query("watermark=" + mark_).status, 404);
  ASSERT_EQ(ask("POST", "/images/" + mark_ + "/restore", alice_token_).status, 200);
  EXPECT_EQ(query("watermark=" + mark_).status, 200);
  ASSERT_EQ(ask("DELETE", "/images/" + mark_ + "?purge=true", alice_token_).status, 204);
  EXPECT_EQ(query("watermark=" + mark_).status, 404);
}

TEST_F(TransformsTest, WaitForAWatermarkUntilItIsReady) {
  const std::string young = uploaded("young").image.id.str();
  EXPECT_EQ(query("watermark=" + young).status, 409);
  ASSERT_TRUE(run_next_job());
  EXPECT_EQ(query("watermark=" + young).status, 200);
}

TEST_F(TransformsTest, AreForViewersToReadAndForEditorsToKeep) {
  const std::string viewer = token("vera", access::Role::kViewer);
  EXPECT_EQ(ask("GET", path_ + "?blur=3&watermark=" + mark_, viewer).status, 200);
  EXPECT_EQ(ask("PUT", path_ + "/convert", viewer, "", R"({"format":"png","blur":3})").status, 403);
  EXPECT_EQ(ask("GET", path_ + "?blur=3").status, 401);
}

TEST_F(TransformsTest, AreDescribedByTheContractByNameAndMember) {
  const auto document = boost::json::parse(http::embedded::openapi_json()).as_object();
  std::set<std::string> described;
  for (const auto& parameter : document.at("paths").at("/images/{id}").at("get").at("parameters").as_array()) {
    boost::system::error_code error;
    const boost::json::value whole = document;
    const auto* found = whole.find_pointer(parameter.at("$ref").as_string().subview(1), error);
    if (found != nullptr && found->at("in") == "query") described.emplace(found->at("name").as_string());
  }
  std::set<std::string> members;
  for (const auto& [name, schema] :
       document.at("components").at("schemas").at("ConvertRequest").at("properties").as_object())
    members.emplace(name);
  std::set<std::string> names{"download"}, written{"replace"};
  for (const delivery::TransformParameter& parameter : delivery::transform_parameters()) {
    if (parameter.name == "hints") continue;  // of delivery URLs alone
    names.emplace(parameter.name);
    written.emplace(parameter.member);
  }
  EXPECT_EQ(described, names);
  EXPECT_EQ(members, written);
}

}  // namespace
}  // namespace pictor::test
