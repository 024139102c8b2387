#pragma once

#include <array>
#include <memory>
#include <optional>

// clang-format off: jpeglib.h wants FILE and size_t declared before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include "base/encoding.h"
#include "image/decode/jpeg/frame.h"
#include "image/decode/jpeg/huffman_table.h"

namespace pictor::image::jpeg {

/// What a scan brings (T.81 B.2.3): bits `low` and up of the coefficients `first`..`last` in zigzag order, of which the
/// bits `high` and up are there already; `high` 0: none of them.
struct ScanHeader {
  struct Part {
    int component = 0;  ///< of the frame
    int dc_table = 0;
    int ac_table = 0;
  };
  bool progressive = false;
  int parts = 0;
  std::array<Part, kMaxComponents> part{};
  int first = 0;
  int last = 0;
  int high = 0;
  int low = 0;
};

/// Of the payload of an SOS segment; nullopt where it is none for this frame.
std::optional<ScanHeader> read_scan_header(Bytes payload, const jpeg_decompress_struct& header);

/// Which bits of which coefficients the scans have brought so far.
class Progression {
 public:
  Progression() {
    for (auto& component : known_from_) component.fill(kNothing);
  }
  /// Whether the scan goes on where others ended, as T.81 G.1.1.1 orders it; notes that it was.
  bool add(const ScanHeader& scan);
  /// Whether all bits of all coefficients of the first `components` are there.
  bool is_complete(int components) const;

 private:
  static constexpr std::int8_t kNothing = -1;
  std::array<std::array<std::int8_t, kBlockSize>, kMaxComponents> known_from_{};  ///< the lowest bit that is there
};

/// The Huffman tables in force, built when a scan asks for them.
class HuffmanSlots {
 public:
  /// Takes over what a DHT segment defines. False where it defines none.
  bool define(Bytes payload);
  /// Null where the slot holds no table.
  const DcTable* dc(int slot);
  const RunTable* ac(int slot, RunTable::Ends ends);

 private:
  struct Definition {
    std::array<std::uint8_t, 16> counts{};
    std::array<std::uint8_t, 256> symbols{};
  };
  std::array<std::optional<Definition>, NUM_HUFF_TBLS> dc_definitions_;
  std::array<std::optional<Definition>, NUM_HUFF_TBLS> ac_definitions_;
  std::array<std::unique_ptr<DcTable>, NUM_HUFF_TBLS> dc_tables_;
  std::array<std::unique_ptr<RunTable>, NUM_HUFF_TBLS> ac_tables_;
};

}  // namespace pictor::image::jpeg
