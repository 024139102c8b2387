#include "cdn/gunzip.h"

#include <gtest/gtest.h>

#include "support/edge_logs.h"

namespace pictor::cdn {
namespace {

struct Unpacked {
  std::string text;
  Result<void> outcome;
};

Unpacked unpack(const std::string& packed, std::size_t piece = 1 << 20, std::int64_t most = 1 << 20) {
  Unpacked unpacked;
  Gunzip gunzip(most, [&](Bytes bytes) { unpacked.text.append(bytes.begin(), bytes.end()); });
  for (std::size_t at = 0; at < packed.size() && unpacked.outcome; at += piece)
    unpacked.outcome = gunzip.add(as_bytes(std::string_view(packed).substr(at, piece)));
  if (unpacked.outcome) unpacked.outcome = gunzip.finish();
  return unpacked;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

TEST(Gunzip, GivesBackWhatWasPackedHoweverItComes) {
  const std::string text = long_text();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20}) {
    const Unpacked unpacked = unpack(test::gzipped(text), piece);
    EXPECT_TRUE(unpacked.outcome);
    EXPECT_EQ(unpacked.text, text);
  }
  EXPECT_EQ(unpack(test::gzipped("")).text, "");
}

TEST(Gunzip, TakesSeveralMembersAsOne) {
  EXPECT_EQ(unpack(test::gzipped("one ") + test::gzipped("two")).text, "one two");
}

TEST(Gunzip, StopsWhereMoreThanIsAllowedWouldCome) {
  const Unpacked bomb = unpack(test::gzipped(std::string(50 << 20, '\0')), 1 << 20, 1 << 20);
  EXPECT_EQ(bomb.outcome.error().code, ErrorCode::kUnprocessable);
  EXPECT_LE(bomb.text.size(), std::size_t{1} << 20);
}

TEST(Gunzip, RefusesWhatIsDamaged) {
  const std::string good = test::gzipped(long_text());
  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 0x10);
  for (const std::string& bad : {std::string(), std::string("plain text"), good.substr(0, good.size() - 1), flipped,
                                 good + "trailing", good.substr(0, 20)})
    EXPECT_EQ(unpack(bad).outcome.error().code, ErrorCode::kUnprocessable);
}

}  // namespace
}  // namespace pictor::cdn
