#include "http/multipart.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pictor::http {
namespace {

using namespace std::string_literals;

struct Part {
  std::string name;
  std::optional<std::string> file_name;
  std::string bytes;
  bool ended = false;
  bool operator==(const Part&) const = default;
};

class CollectedParts final : public PartSink {
 public:
  Result<void> begin_part(PartHead head) override {
    parts.push_back({.name = head.name, .file_name = head.file_name});
    return {};
  }
  Result<void> part_bytes(Bytes bytes) override {
    parts.back().bytes += as_text(bytes);
    return {};
  }
  Result<void> end_part() override {
    parts.back().ended = true;
    return {};
  }
  std::vector<Part> parts;
};

/// Parses `body`, cut at the given places.
Result<std::vector<Part>> parse(std::string_view body, std::vector<std::size_t> cuts = {},
                                MultipartLimits limits = {}) {
  CollectedParts collected;
  MultipartParser parser("BOUND", limits, collected);
  std::size_t at = 0;
  cuts.push_back(body.size());
  for (std::size_t cut : cuts) {
    TRY_VOID(parser.feed(as_bytes(body.substr(at, cut - at))));
    at = cut;
  }
  TRY_VOID(parser.finish());
  return collected.parts;
}

std::string part(std::string_view name, std::string_view bytes) {
  return "--BOUND\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" + std::string(bytes) +
         "\r\n";
}

/// Bytes that look like the boundary again and again.
constexpr std::string_view kSample =
    "--BOUND\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--BOUN\r\r\n-\r\n--\r\n\r\n--BOUNX\r\n"
    "--BOUND\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    "\r\n--BOUND--\r\nepilogue\r\n--BOUND\r\n";
const std::vector<Part> kSampleParts = {
    {"a", std::nullopt, "\r\n--BOUN\r\r\n-\r\n--\r\n\r\n--BOUNX", true},
    {"file", "x.jpg", "", true},
};

TEST(Multipart, ReadsPartsAndIgnoresTheEpilogue) {
  auto parts = parse(kSample);
  ASSERT_TRUE(parts) << parts.error().message;
  EXPECT_EQ(*parts, kSampleParts);
}

TEST(Multipart, AnswersTheSamePartsForEveryPairOfCuts) {
  for (std::size_t first = 0; first <= kSample.size(); ++first)
    for (std::size_t second = first; second <= kSample.size(); ++second)
      ASSERT_EQ(parse(kSample, {first, second}), kSampleParts) << first << " " << second;
}

TEST(Multipart, AnswersTheSamePartsByteByByte) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < kSample.size(); ++i) cuts.push_back(i);
  EXPECT_EQ(parse(kSample, cuts), kSampleParts);
}

TEST(Multipart, KeepsBinaryBytes) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
  EXPECT_EQ((*parse(part("a", bytes) + "--BOUND--"))[0].bytes, bytes);
}

TEST(Multipart, IgnoresAShortPreamble) {
  EXPECT_EQ((*parse("preamble\r\n" + part("a", "x") + "--BOUND--"))[0].bytes, "x");
  EXPECT_FALSE(parse(std::string(2000, 'x') + "\r\n" + part("a", "x") + "--BOUND--"));
}

TEST(Multipart, PrefersTheExtendedFileName) {
  auto parts = parse(
      "--BOUND\r\ncontent-disposition: Form-Data; name=file; filename=\"euro.jpg\"; "
      "filename*=utf-8'en'%e2%82%ac%20rates.jpg\r\n\r\n\r\n--BOUND--");
  ASSERT_TRUE(parts);
  EXPECT_EQ((*parts)[0].file_name, "€ rates.jpg");
}

TEST(Multipart, RefusesMalformedForms) {
  const std::vector<std::string> bad = {
      "",
      "no boundary at all",
      part("a", "x"),                   // never closed
      "--BOUND\r\n\r\nx\r\n--BOUND--",  // no headers
      "--BOUNDx\r\n\r\n\r\n--BOUND--",  // neither line end nor dashes
      "--BOUND\r\nContent-Disposition: form-data\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=\"a\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
      "name=b\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=a; filename*=latin1''x\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=a; filename*=utf-8''%e\r\n\r\n\r\n--BOUND--",
      "--BOUND\r\nContent-Disposition: form-data; name=a\0b\r\n\r\n\r\n--BOUND--"s,
  };
  for (const std::string& body : bad) {
    auto parts = parse(body);
    ASSERT_FALSE(parts) << body;
    EXPECT_EQ(parts.error().code, ErrorCode::kInvalidRequest);
  }
}

TEST(Multipart, BoundsPartHeads) {
  std::string head = "--BOUND\r\nContent-Disposition: form-data; name=a\r\nX: ";
  EXPECT_TRUE(parse(head + std::string(8000, 'x') + "\r\n\r\n\r\n--BOUND--"));
  EXPECT_FALSE(parse(head + std::string(8192, 'x') + "\r\n\r\n\r\n--BOUND--"));
}

TEST(Multipart, BoundsTheNumberOfParts) {
  std::string body;
  for (int i = 0; i < 32; ++i) body += part("a", "");
  EXPECT_TRUE(parse(body + "--BOUND--"));
  EXPECT_FALSE(parse(body + part("a", "") + "--BOUND--"));
}

TEST(MultipartBoundary, IsReadFromTheContentType) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b?c\""), "a b?c");
}

TEST(MultipartBoundary, RefusesWhatRfc2046DoesNotAllow) {
  for (std::string type : {"", "application/json", "multipart/mixed; boundary=a", "multipart/form-data",
                           "multipart/form-data; boundary=", "multipart/form-data; boundary=a; boundary=b",
                           "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=a\"b",
                           "multipart/form-data; boundary=a{b"})
    EXPECT_FALSE(multipart_boundary(type)) << type;
  EXPECT_TRUE(multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'a')));
  EXPECT_FALSE(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')));
}

}  // namespace
}  // namespace pictor::http
