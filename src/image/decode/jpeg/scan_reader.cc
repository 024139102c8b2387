#include "image/decode/jpeg/scan_reader.h"

#include <bit>
#include <cstdlib>

#include "image/decode/jpeg/block_reader.h"
#include "image/decode/jpeg/scan_bytes.h"

namespace pictor::image::jpeg {
namespace {

using Ends = RunTable::Ends;

/// Of an interval of `width` whole numbers, where the square of a dropped coefficient that lies in it is taken to be,
/// counted from the interval's end at zero: small ones are more frequent. Fitted to the two progressive photos of
/// bench/: the sums are within 3 %.
constexpr float kTypicalOfInterval = 0.35F;

/// Most known coefficients that are refined with the bits of one refill; half a block in any case.
constexpr int kRefinedAtOnce = 56;

constexpr std::uint64_t positions_from(int k) { return k < kBlockSize ? ~std::uint64_t{0} << k : 0; }

bool fits(int coefficient) { return coefficient == static_cast<std::int16_t>(coefficient); }

class ScanReader {
 public:
  ScanReader(const ScanHeader& scan, const ScanData& data, const Frame& frame)
      : scan_(scan),
        frame_(frame),
        bytes_(data.from),
        restart_interval_(data.restart_interval),
        until_restart_(data.restart_interval),
        band_(positions_from(scan.first) & ~positions_from(scan.last + 1)) {}

  bool open(HuffmanSlots& tables, std::vector<CoefficientStore>& stores) {
    const Ends ends = scan_.progressive ? Ends::kRunOfBlocks : Ends::kBlock;
    for (int i = 0; i < scan_.parts; ++i) {
      const ScanHeader::Part& named = scan_.part[i];
      Part& part = parts_[i];
      part.component = &frame_.component[named.component];
      part.store = &stores[named.component];
      if (scan_.first == 0 && scan_.high == 0) part.dc = tables.dc(named.dc_table);
      if (scan_.last > 0) part.ac = tables.ac(named.ac_table, ends);
      const bool has_tables =
          (part.dc != nullptr || scan_.first > 0 || scan_.high > 0) && (part.ac != nullptr || scan_.last == 0);
      if (!has_tables) return false;
    }
    return true;
  }

  bool read() { return read_blocks() && bytes_.is_used_up(); }

 private:
  struct Part {
    const Component* component = nullptr;
    CoefficientStore* store = nullptr;
    const DcTable* dc = nullptr;
    const RunTable* ac = nullptr;
    int mean = 0;  ///< of the last block
  };
  using ReadBlock = bool (ScanReader::*)(BitReader&, Part&, std::size_t);

  bool read_blocks() {
    if (scan_.first == 0 && scan_.last > 0) return read_all<&ScanReader::read_block>();
    if (scan_.first == 0)
      return scan_.high == 0 ? read_all<&ScanReader::read_mean>() : read_all<&ScanReader::refine_mean>();
    return scan_.high == 0 ? read_all<&ScanReader::read_band>() : read_all<&ScanReader::refine_band>();
  }

  template <ReadBlock kRead>
  bool read_all() {
    return scan_.parts == 1 ? read_one_component<kRead>() : read_interleaved<kRead>();
  }

  /// Blocks that only fill up MCUs are not in the scan of a single component (T.81 A.2.2).
  template <ReadBlock kRead>
  bool read_one_component() {
    Part& part = parts_[0];
    const int across = (part.component->width + part.component->across - 1) / part.component->across;
    const int down = (part.component->height + part.component->down - 1) / part.component->down;
    for (int y = 0; y < down; ++y) {
      for (int x = 0; x < across; ++x) {
        if (!begin_mcu()) return false;
        BitReader bits = bytes_.bits();  // in registers
        if (!(this->*kRead)(bits, part, part.store->index(y, x))) return false;
        bytes_.bits() = bits;
      }
    }
    return true;
  }

  template <ReadBlock kRead>
  bool read_interleaved() {
    for (int y = 0; y < frame_.mcus_down; ++y) {
      for (int x = 0; x < frame_.mcus_across; ++x) {
        if (!begin_mcu()) return false;
        BitReader bits = bytes_.bits();
        for (int i = 0; i < scan_.parts; ++i) {
          if (!read_mcu<kRead>(bits, parts_[i], y, x)) return false;
        }
        bytes_.bits() = bits;
      }
    }
    return true;
  }

  template <ReadBlock kRead>
  [[gnu::always_inline]] bool read_mcu(BitReader& bits, Part& part, int y, int x) {
    const Component& c = *part.component;
    for (int v = 0; v < c.v; ++v) {
      for (int h = 0; h < c.h; ++h) {
        if (!(this->*kRead)(bits, part, part.store->index(y * c.v + v, x * c.h + h))) return false;
      }
    }
    return true;
  }

  bool begin_mcu() {
    if (!bytes_.has_plenty() && !bytes_.feed()) return false;
    if (restart_interval_ == 0) return true;
    if (until_restart_ == 0) {
      if (!bytes_.restart(next_restart_)) return false;
      next_restart_ = (next_restart_ + 1) % 8;
      until_restart_ = restart_interval_;
      ended_blocks_ = 0;
      for (Part& part : parts_) part.mean = 0;
    }
    --until_restart_;
    return true;
  }

  /// A block of a sequential scan.
  [[gnu::always_inline]] bool read_block(BitReader& bits, Part& part, std::size_t block) {
    return read_mean(bits, part, block) && read_band(bits, part, block);
  }

  [[gnu::always_inline]] bool read_mean(BitReader& bits, Part& part, std::size_t block) {
    if (!read_difference(bits, *part.dc, part.mean)) return false;
    const int mean = part.mean * (1 << scan_.low);
    part.store->used(block)[0] = static_cast<std::int16_t>(mean);
    return fits(mean);
  }

  [[gnu::always_inline]] bool refine_mean(BitReader& bits, Part& part, std::size_t block) {
    bits.refill();
    if (bits.peek(1) != 0) part.store->used(block)[0] |= static_cast<std::int16_t>(1 << scan_.low);
    bits.skip(1);
    return true;
  }

  /// The first bits of a band of coefficients (T.81 G.1.2.2), or all (F.2.2.2).
  [[gnu::always_inline]] bool read_band(BitReader& bits, Part& part, std::size_t block) {
    if (ended_blocks_ > 0) {
      --ended_blocks_;
      return true;
    }
    CoefficientStore& store = *part.store;
    std::int16_t* used = store.used(block);
    std::uint64_t nonzero = 0;
    float lost = 0;
    for (int k = std::max(scan_.first, 1); k <= scan_.last; ++k) {
      Coefficient c;
      if (!read_symbol(bits, *part.ac, c)) return false;
      if (c.run == kEndOfBlock) {
        ended_blocks_ = c.value - 1;
        break;
      }
      k += c.run;
      if (k > scan_.last) return false;
      nonzero |= std::uint64_t{c.value != 0} << k;
      if (const int slot = store.slot(k); slot != CoefficientStore::kDropped) {
        const int value = c.value * (1 << scan_.low);
        if (!fits(value)) return false;
        used[slot] = static_cast<std::int16_t>(value);
      } else if (store.weighed()) {
        lost += energy(std::abs(c.value)) * store.weight(k);
      }
    }
    store.nonzero(block) |= nonzero;
    if (store.weighed()) store.lost(block) += lost;
    return true;
  }

  /// A symbol with what follows it.
  [[gnu::always_inline]] static bool read_symbol(BitReader& bits, const RunTable& table, Coefficient& c) {
    bits.refill();
    c = table.first[bits.peek(kLookBits)];
    bits.skip(c.bits);
    return c.bits != 0 || read_long(bits, table, c);
  }

  static bool read_long(BitReader& bits, const RunTable& table, Coefficient& c) {
    const CodeBook::Code code = table.book.find(bits.peek(16));
    if (code.length == 0) return false;
    bits.skip(code.length);
    if (const int ended = RunTable::blocks_ended(code.symbol, table.ends); ended > 0) {
      c.run = kEndOfBlock;
      c.value = static_cast<std::int16_t>(ended + take_below(bits, ended));
      return true;
    }
    c.run = code.symbol >> 4;
    c.value = static_cast<std::int16_t>(bits.take_value(code.symbol & 15));
    return true;
  }

  /// As many bits as a number below `bound`, a power of two, has.
  static int take_below(BitReader& bits, int bound) {
    if (bound == 1) return 0;
    const int size = std::countr_zero(static_cast<unsigned>(bound));
    const int value = static_cast<int>(bits.peek(size));
    bits.skip(size);
    return value;
  }

  /// One more bit of a band of coefficients (T.81 G.1.2.3): new ones, which all are 1 or -1 in units of that bit, and
  /// between them a bit for each that was known.
  [[gnu::always_inline]] bool refine_band(BitReader& bits, Part& part, std::size_t block) {
    const std::uint64_t known = part.store->nonzero(block) & band_;
    int k = scan_.first;
    while (ended_blocks_ == 0 && k <= scan_.last) {
      Coefficient c;
      if (!read_symbol(bits, *part.ac, c)) return false;
      if (c.run == kEndOfBlock) {
        ended_blocks_ = c.value;
        break;
      }
      if (c.value < -1 || c.value > 1) return false;
      std::uint64_t zeros = ~known & band_ & positions_from(k);
      for (int run = c.run; run > 0; --run) zeros &= zeros - 1;
      if (zeros == 0) return false;
      const int found = std::countr_zero(zeros);
      refine_known(bits, *part.store, block, known & positions_from(k) & ~positions_from(found));
      if (c.value != 0) add_new(part, block, found, c.value);
      k = found + 1;
    }
    if (ended_blocks_ > 0) {
      refine_known(bits, *part.store, block, known & positions_from(k));
      --ended_blocks_;
    }
    return true;
  }

  [[gnu::always_inline]] void add_new(const Part& part, std::size_t block, int k, int value) {
    CoefficientStore& store = *part.store;
    store.nonzero(block) |= std::uint64_t{1} << k;
    if (const int slot = store.slot(k); slot != CoefficientStore::kDropped) {
      store.used(block)[slot] = static_cast<std::int16_t>(value * (1 << scan_.low));
    } else if (store.weighed()) {
      store.lost(block) += energy(1) * store.weight(k);
    }
  }

  /// A bit for each coefficient of `known`. What it adds to those that are dropped was counted in by energy().
  [[gnu::always_inline]] void refine_known(BitReader& bits, CoefficientStore& store, std::size_t block,
                                           std::uint64_t known) {
    if (known == 0) return;
    std::int16_t* used = store.used(block);
    bits.refill();
    int count = std::popcount(known);
    if (count > kRefinedAtOnce) [[unlikely]] {
      const std::uint64_t later = known & positions_from(kBlockSize / 2);
      refine_used(bits, store, used, known & ~later);
      bits.skip(count - std::popcount(later));
      bits.refill();
      known = later;
      count = std::popcount(later);
    }
    refine_used(bits, store, used, known);
    bits.skip(count);
  }

  [[gnu::always_inline]] void refine_used(const BitReader& bits, const CoefficientStore& store, std::int16_t* used,
                                          std::uint64_t known) const {
    for (std::uint64_t left = known & store.used_positions(); left != 0; left &= left - 1) {
      const int position = std::countr_zero(left);
      if ((bits.window << std::popcount(known & ~positions_from(position)) >> 63) == 0) continue;
      std::int16_t& coefficient = used[store.slot(position)];
      const int more = coefficient < 0 ? -(1 << scan_.low) : 1 << scan_.low;
      coefficient = static_cast<std::int16_t>(coefficient + more);
    }
  }

  /// Expected square of a coefficient of this magnitude in units of the scan's lowest bit.
  float energy(int magnitude) const {
    if (magnitude == 0) return 0;
    const auto unit = static_cast<float>(1 << scan_.low);
    const float expected = static_cast<float>(magnitude) * unit + kTypicalOfInterval * (unit - 1);
    return expected * expected;
  }

  const ScanHeader& scan_;
  const Frame& frame_;
  ScanBytes bytes_;
  std::array<Part, kMaxComponents> parts_{};
  int restart_interval_;
  int until_restart_;
  int next_restart_ = 0;
  int ended_blocks_ = 0;  ///< blocks, from the next on, that end before the band
  std::uint64_t band_;
};

}  // namespace

bool read_scan(const ScanHeader& scan, const ScanData& data, const Frame& frame, HuffmanSlots& tables,
               std::vector<CoefficientStore>& stores) {
  ScanReader reader(scan, data, frame);
  return reader.open(tables, stores) && reader.read();
}

}  // namespace pictor::image::jpeg
