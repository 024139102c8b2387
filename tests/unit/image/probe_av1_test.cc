#include <gtest/gtest.h>

#include "image/container/av1_sequence_header.h"
#include "support/container_parts.h"

namespace pictor::test {
namespace {

using image::read_av1_frame_size;

/// Bits from the highest of each byte on.
class BitWriter {
 public:
  BitWriter& put(int count, std::uint32_t value) {
    for (int i = count - 1; i >= 0; --i) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      if ((value >> i & 1) != 0) bytes_.back() |= static_cast<std::uint8_t>(0x80 >> used_ % 8);
      ++used_;
    }
    return *this;
  }
  /// Sides as 4 bits of length each, then the sides less one; what follows is of no interest.
  BitWriter& put_size(std::uint32_t width, std::uint32_t height) {
    return put(4, 15).put(4, 15).put(16, width - 1).put(16, height - 1);
  }
  const FileBytes& bytes() const { return bytes_; }

 private:
  FileBytes bytes_;
  int used_ = 0;
};

FileBytes unit(int type, const FileBytes& payload) {
  const FileBytes head = {static_cast<std::uint8_t>(type << 3 | 2), static_cast<std::uint8_t>(payload.size())};
  return join({head, payload});
}

constexpr int kSequenceHeader = 1;
constexpr int kTemporalDelimiter = 2;
constexpr int kFrame = 6;

FileBytes reduced_header() { return BitWriter().put(3, 0).put(1, 1).put(1, 1).put(5, 4).put_size(640, 480).bytes(); }

void expect_640_by_480(const FileBytes& bitstream) {
  const auto size = read_av1_frame_size(bitstream);
  ASSERT_TRUE(size);
  EXPECT_EQ(size->max_width, 640u);
  EXPECT_EQ(size->max_height, 480u);
}

TEST(ProbeAv1, ReadsTheHeaderOfAStillPicture) {
  expect_640_by_480(join({unit(kTemporalDelimiter, {}), unit(kSequenceHeader, reduced_header())}));
}

TEST(ProbeAv1, ReadsAHeaderWithoutTimingInformation) {
  BitWriter header;
  header.put(3, 0).put(1, 0).put(1, 0).put(1, 0);   // profile, not still, not reduced, no timing
  header.put(1, 0).put(5, 0).put(12, 0).put(5, 4);  // no delays, one operating point of level 4
  expect_640_by_480(unit(kSequenceHeader, header.put_size(640, 480).bytes()));
}

TEST(ProbeAv1, ReadsAHeaderWithEverythingThatCanPrecedeTheSize) {
  BitWriter header;
  header.put(3, 0).put(1, 0).put(1, 0).put(1, 1);                      // with timing
  header.put(32, 1).put(32, 30).put(1, 1).put(3, 0b001).put(2, 0b11);  // equal intervals: uvlc of two zeros
  header.put(1, 1).put(5, 9).put(32, 1).put(5, 7).put(5, 7);           // decoder model with delays of 10 bits
  header.put(1, 1).put(5, 1);                                          // display delays, two operating points
  header.put(12, 0x101).put(5, 8).put(1, 1).put(1, 1).put(10, 5).put(10, 6).put(1, 0).put(1, 1).put(4, 3);
  header.put(12, 0x100).put(5, 7).put(1, 0).put(1, 0);
  expect_640_by_480(unit(kSequenceHeader, header.put_size(640, 480).bytes()));
}

TEST(ProbeAv1, RefusesABitstreamThatStartsWithAFrame) {
  EXPECT_FALSE(read_av1_frame_size(join({unit(kFrame, {}), unit(kSequenceHeader, reduced_header())})));
}

TEST(ProbeAv1, RefusesEveryTruncation) {
  const FileBytes bitstream = unit(kSequenceHeader, reduced_header());
  for (std::size_t size = 0; size < bitstream.size(); ++size) {
    EXPECT_FALSE(read_av1_frame_size(Bytes(bitstream).first(size))) << size;
  }
}

}  // namespace
}  // namespace pictor::test
