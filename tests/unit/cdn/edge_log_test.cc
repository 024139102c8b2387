#include "cdn/edge_log.h"

#include <gtest/gtest.h>

#include "support/edge_logs.h"

namespace pictor::cdn {
namespace {

using test::edge_log;
using test::edge_log_line;
using test::EdgeLogLine;

const std::string kImage = "img_01jdz4v8k3m5n7p9r2t4w6y8za";
const std::string kPath = "/t/acme/" + kImage + "/9f86d081884c7d65/preset:card@2&format=webp";

struct ReadLog {
  std::vector<EdgeDelivery> deliveries;
  Result<EdgeLogCounts> counts;
};

ReadLog read(const std::string& text, std::size_t piece = 1 << 20) {
  ReadLog log{{}, EdgeLogCounts{}};
  EdgeLogReader reader([&](const EdgeDelivery& delivery) { log.deliveries.push_back(delivery); });
  for (std::size_t at = 0; at < text.size(); at += piece)
    reader.add(as_bytes(std::string_view(text).substr(at, piece)));
  log.counts = reader.finish();
  return log;
}

EdgeLogCounts counts_of(const EdgeLogLine& line) { return read(edge_log({edge_log_line(line)})).counts.value(); }

constexpr EdgeLogCounts kDelivery{.deliveries = 1}, kOther{.others = 1};

TEST(EdgeLog, SaysWhatTheEdgeDelivered) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
    const ReadLog log = read(edge_log({edge_log_line({.path = kPath})}), piece);
    ASSERT_EQ(log.deliveries.size(), 1u);
    const EdgeDelivery& delivery = log.deliveries.front();
    EXPECT_EQ(delivery.tenant.str(), "acme");
    EXPECT_EQ(delivery.image.str(), kImage);
    EXPECT_EQ(delivery.preset, (delivery::PresetReference{"card", 2}));
    EXPECT_EQ(delivery.day, std::chrono::sys_days(std::chrono::January / 14 / 2027));
    EXPECT_EQ(delivery.requests, 1);
    EXPECT_EQ(delivery.bytes, 1000);
    EXPECT_EQ(log.counts, kDelivery);
  }
}

TEST(EdgeLog, CountsNoMoreBytesThanWereSent) {
  EXPECT_EQ(read(edge_log({edge_log_line({.path = kPath, .sent = "700"})})).deliveries.at(0).bytes, 700);
  EXPECT_EQ(read(edge_log({edge_log_line({.path = kPath, .length = "-"})})).deliveries.at(0).bytes, 1500);
  EXPECT_EQ(read(edge_log({edge_log_line({.path = kPath, .status = "304"})})).deliveries.at(0).bytes, 0);
}

TEST(EdgeLog, LeavesOutWhatPictorCounts) {
  EXPECT_EQ(counts_of({.path = kPath, .result = "Miss", .detailed = "Miss"}), kOther);
  EXPECT_EQ(counts_of({.path = kPath, .result = "Miss", .detailed = "OriginShieldHit"}), kDelivery);
  EXPECT_EQ(read(edge_log({edge_log_line({.path = kPath, .result = "RefreshHit"})})).deliveries.at(0).requests, 0);
}

TEST(EdgeLog, LeavesOutWhatIsNoPicture) {
  EXPECT_EQ(counts_of({.path = kPath, .result = "Error", .status = "403", .detailed = "Error"}), kOther);
  EXPECT_EQ(counts_of({.path = kPath, .status = "404"}), kOther);
  EXPECT_EQ(counts_of({.path = kPath, .method = "HEAD"}), kOther);
  EXPECT_EQ(counts_of({.path = "/files/a.jpg"}), kOther);
}

TEST(EdgeLog, SkipsDamagedLinesAndGoesOn) {
  const std::string good = edge_log_line({.path = kPath});
  const std::vector<std::string> bad = {
      "",
      "nonsense",
      good + "\tmore",
      good.substr(good.find('\t') + 1),
      std::string(1000, '\t'),
      std::string("\0\xff\xfe", 3),
      std::string(200'000, 'x'),
      edge_log_line({.path = kPath, .day = "2027-02-30"}),
      edge_log_line({.path = kPath, .day = "yesterday!"}),
      edge_log_line({.path = kPath, .sent = "-5"}),
      edge_log_line({.path = kPath, .sent = "99999999999999999999"}),
      edge_log_line({.path = "/t/acme/../" + kImage}),
      edge_log_line({.path = kPath + "%0d%0a"}),
      edge_log_line({.path = "/t/Acme'--/" + kImage + "/9f86d081884c7d65/optimized"})};
  for (const std::string& line : bad) {
    const ReadLog log = read(edge_log({good, line, good}));
    EXPECT_EQ(log.deliveries.size(), 2u) << line.substr(0, 100);
    EXPECT_EQ(log.counts.value().damaged, line.empty() ? 0 : 1) << line.substr(0, 100);
  }
}

TEST(EdgeLog, KnowsItsFieldsByTheirNames) {
  const std::string names =
      "#Fields: sc-status cs-uri-stem cs-method date sc-bytes x-edge-response-result-type x-edge-detailed-result-type "
      "sc-content-len\n";
  EXPECT_EQ(read(names + "200\t" + kPath + "\tGET\t2027-01-14\t9\tHit\tHit\t5").deliveries.at(0).bytes, 5);
  for (const std::string& none :
       {std::string(), std::string("\n\n"), std::string("#Fields: date time\n"), edge_log({}).substr(0, 14)})
    EXPECT_EQ(read(none).counts.error().code, ErrorCode::kUnprocessable) << none;
}

TEST(EdgeLog, WithoutAnyLineIsALog) { EXPECT_EQ(read(edge_log({})).counts, EdgeLogCounts{}); }

}  // namespace
}  // namespace pictor::cdn
