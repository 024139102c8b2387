#pragma once

#include "base/encoding.h"
#include "image/decode/jpeg/bit_reader.h"
#include "image/pixel_pool.h"

namespace pictor::image::jpeg {

/// The bytes of one scan, unstuffed a piece at a time (so that they stay in the processor's cache and memory does not
/// grow with the file), and divided where restart markers stand. A reader of its bits asks before each MCU.
class ScanBytes {
 public:
  /// `rest` is the file from the first entropy-coded byte on.
  explicit ScanBytes(Bytes rest);

  BitReader& bits() { return bits_; }
  /// Whether an MCU may be read without asking: enough bytes of the segment are in memory.
  bool has_plenty() const { return bits_.next < plenty_; }
  /// Gets more bytes. False when more bits were taken than the segment has.
  bool feed();
  /// Whether no more bits were taken than the segment has.
  bool is_within() const;
  /// Whether the segment, or the scan, ends right behind the last bits taken.
  bool is_used_up();
  /// Goes on behind the restart marker with this number (0..7). False when it does not stand right behind the last
  /// bits taken.
  bool restart(int number);
  /// Whether the file goes on with its end-of-image marker, whatever bytes stand before it.
  bool ends_image() const;

 private:
  std::size_t consumed_bits() const;
  void fill();
  void begin_segment();

  Bytes rest_;             ///< not unstuffed yet
  PixelBuffer buffer_;     ///< zeros behind the segment's bytes, or bytes of an earlier one
  std::size_t end_ = 0;    ///< of the bytes in the buffer
  bool complete_ = false;  ///< the segment's last byte is in the buffer
  BitReader bits_;
  const std::uint8_t* plenty_ = nullptr;
};

}  // namespace pictor::image::jpeg
