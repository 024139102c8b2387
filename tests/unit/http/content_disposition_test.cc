#include "http/content_disposition.h"

#include <gtest/gtest.h>

namespace pictor::http {
namespace {

TEST(ContentDisposition, QuotesPlainNames) {
  EXPECT_EQ(format_content_disposition(Disposition::kAttachment, "beach day.jpg"),
            "attachment; filename=\"beach day.jpg\"");
  EXPECT_EQ(format_content_disposition(Disposition::kInline, ""), "inline");
}

TEST(ContentDisposition, EncodesOtherNamesTwice) {
  EXPECT_EQ(format_content_disposition(Disposition::kAttachment, "é\"\r\n.jpg"),
            "attachment; filename=\"_____.jpg\"; filename*=UTF-8''%C3%A9%22%0D%0A.jpg");
}

TEST(ContentDisposition, LetsNoNameEndTheHeader) {
  for (int byte = 0; byte < 256; ++byte) {
    std::string value = format_content_disposition(Disposition::kAttachment, std::string(1, static_cast<char>(byte)));
    for (char c : value) ASSERT_TRUE(c >= 0x20 && c < 0x7f) << byte;
    ASSERT_TRUE(parse_content_disposition(value) || byte >= 0x80) << value;
  }
}

TEST(ContentDisposition, ReadsBackWhatItWrites) {
  for (std::string name : {"a.jpg", "ümläut 100%.png", "a;b=\"c\"\\d.gif", "日本.webp"}) {
    auto parsed = parse_content_disposition(format_content_disposition(Disposition::kAttachment, name));
    ASSERT_TRUE(parsed) << name;
    auto key = parsed->parameters.contains("filename*") ? "filename*" : "filename";
    EXPECT_EQ(parsed->parameters.find(key)->second, name);
  }
}

TEST(ContentDisposition, KeepsTheBackslashesOfFolders) {
  auto parsed = parse_content_disposition(R"(form-data; name="file"; filename="C:\dir\a\"b.jpg")");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->parameters.find("filename")->second, R"(C:\dir\a"b.jpg)");
}

}  // namespace
}  // namespace pictor::http
