#include "http/request_head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pictor::http {
namespace {

using namespace std::string_literals;

Accepted<RequestHead> parse(std::string block) {
  block += "\r\n\r\n";
  auto length = find_head_end(block, {});
  if (!length) return std::unexpected(length.error());
  EXPECT_EQ(*length, block.size());
  return parse_request_head(block, {});
}

int status_of(std::string block) {
  auto head = parse(std::move(block));
  return head ? 200 : head.error().status;
}

TEST(RequestHead, ReadsMethodTargetHeadersAndFraming) {
  auto head = parse("POST /images/upload?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length:  12 \r\nX-A: b");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, Method::kPost);
  EXPECT_EQ(head->target, "/images/upload?x=1");
  EXPECT_EQ(head->framing, Framing::kLength);
  EXPECT_EQ(head->content_length, 12);
  EXPECT_EQ(head->headers.find("x-a"), "b");
  EXPECT_TRUE(head->keep_alive);
}

TEST(RequestHead, TakesHttp10WithoutHostAndClosesAfterIt) {
  auto head = parse("GET / HTTP/1.0");
  ASSERT_TRUE(head);
  EXPECT_FALSE(head->keep_alive);
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive")->keep_alive);
}

TEST(RequestHead, ClosesWhenTheClientWantsTo) {
  EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close")->keep_alive);
}

struct Refused {
  const char* name;
  std::string block;
  int status;
};

/// What two servers could read differently, or what no client sends by accident.
const std::vector<Refused> kCorpus = {
    {"NoHost", "GET / HTTP/1.1", 400},
    {"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b", 400},
    {"TwoEqualHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a", 400},
    {"HostWithASlash", "GET / HTTP/1.1\r\nHost: a/b", 400},
    {"HostWithASpace", "GET / HTTP/1.1\r\nHost: a b", 400},
    {"CodingAndLength", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3", 400},
    {"LengthAndCoding", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked", 400},
    {"TwoLengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4", 400},
    {"TwoEqualLengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3", 400},
    {"ListOfLengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3", 400},
    {"NegativeLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3", 400},
    {"SignedLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3", 400},
    {"HexLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3", 400},
    {"EmptyLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:", 400},
    {"OverflowingLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617", 400},
    {"CodingInHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked", 400},
    {"ChunkedThenGzip", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip", 400},
    {"GzipThenChunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked", 400},
    {"ChunkedTwice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400},
    {"IdentityCoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity", 400},
    {"ChunkedWithAVerticalTab",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0b"
     "chunked",
     400},
    {"QuotedChunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"", 400},
    {"FoldedHeader", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c", 400},
    {"FoldedWithATab", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\tchunked", 400},
    {"SpaceInFrontOfTheFirstHeader", "GET / HTTP/1.1\r\n Host: a", 400},
    {"SpaceBeforeTheColon", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked", 400},
    {"TabBeforeTheColon", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length\t: 3", 400},
    {"EmptyHeaderName", "GET / HTTP/1.1\r\nHost: a\r\n: b", 400},
    {"NoColon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense", 400},
    {"BareLineFeed", "GET / HTTP/1.1\nHost: a", 400},
    {"BareLineFeedInAHeader", "GET / HTTP/1.1\r\nHost: a\r\nX: b\nTransfer-Encoding: chunked", 400},
    {"BareCarriageReturn", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc", 400},
    {"NulInAValue", "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c"s, 400},
    {"ControlInAValue", "GET / HTTP/1.1\r\nHost: a\r\nX: b\x01", 400},
    {"DeleteInAValue", "GET / HTTP/1.1\r\nHost: a\r\nX: b\x7f", 400},
    {"TwoSpacesInTheRequestLine", "GET  / HTTP/1.1\r\nHost: a", 400},
    {"SpaceAfterTheVersion", "GET / HTTP/1.1 \r\nHost: a", 400},
    {"SpaceInTheTarget", "GET /a b HTTP/1.1\r\nHost: a", 400},
    {"TabsInTheRequestLine", "GET\t/\tHTTP/1.1\r\nHost: a", 400},
    {"NoVersion", "GET /\r\nHost: a", 400},
    {"LowerCaseVersion", "GET / http/1.1\r\nHost: a", 400},
    {"Http2Preface", "PRI * HTTP/2.0", 505},
    {"Http12", "GET / HTTP/1.2\r\nHost: a", 505},
    {"Http09", "GET / HTTP/0.9\r\nHost: a", 505},
    {"MethodThatIsNoToken", "G(T / HTTP/1.1\r\nHost: a", 400},
    {"OtherExpectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\nContent-Length: 1", 417},
    {"TwoAuthorizations", "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y", 400},
};

class RefusedHead : public testing::TestWithParam<Refused> {};
TEST_P(RefusedHead, IsAnsweredWithItsStatus) { EXPECT_EQ(status_of(GetParam().block), GetParam().status); }
INSTANTIATE_TEST_SUITE_P(Corpus, RefusedHead, testing::ValuesIn(kCorpus),
                         [](const auto& test) { return test.param.name; });

TEST(RequestHead, RefusesTheHundredAndFirstHeader) {
  std::string block = "GET / HTTP/1.1\r\nHost: a";
  for (int i = 0; i < 99; ++i) block += "\r\nX-N: 1";
  EXPECT_EQ(status_of(block), 200);
  EXPECT_EQ(status_of(block + "\r\nX-N: 1"), 431);
}

TEST(RequestHead, RefusesALongTarget) {
  EXPECT_EQ(status_of("GET /" + std::string(8 << 10, 'a') + " HTTP/1.1\r\nHost: a"), 414);
}

TEST(HeadEnd, IsFoundOnlyWhenTheEmptyLineIsWhole) {
  std::string block = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t length = 0; length < block.size(); ++length)
    EXPECT_EQ(find_head_end(std::string_view(block).substr(0, length), {}), 0u) << length;
  EXPECT_EQ(find_head_end(block + "body", {}), block.size());
}

TEST(HeadEnd, RefusesBareLineEndsAndNulsAsSoonAsTheyAreSeen) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view broken :
       {"GET /\n"sv, "\n"sv, "GET /\rX"sv, "\r\r"sv, "GET /\0"sv, "GET / HTTP/1.1\r\nA: b\rc"sv,
        "GET / HTTP/1.1\r\nA: b\nHost: a\r\n\r\n"sv, "GET / HTTP/1.1\r\n\n"sv}) {
    const auto length = find_head_end(broken, {});
    ASSERT_FALSE(length) << broken;
    EXPECT_EQ(length.error().status, 400) << broken;
  }
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\nA: b\r", {}), 0u);
  EXPECT_EQ(find_head_end("\r\n", {}), 2u);
}

TEST(HeadEnd, RefusesAHeadThatGrowsPastTheLimit) {
  auto length = find_head_end("GET / HTTP/1.1\r\nX: " + std::string(16 << 10, 'a'), {});
  ASSERT_FALSE(length);
  EXPECT_EQ(length.error().status, 431);
}

}  // namespace
}  // namespace pictor::http
