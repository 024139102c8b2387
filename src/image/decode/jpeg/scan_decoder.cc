#include "image/decode/jpeg/scan_decoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "image/decode/jpeg/block_reader.h"
#include "image/decode/jpeg/inverse_dct.h"
#include "image/decode/jpeg/scan_bytes.h"

namespace pictor::image::jpeg {
namespace {

HuffmanCodes codes_of(const JHUFF_TBL& table) {
  return {std::span<const std::uint8_t, 16>(table.bits + 1, 16),
          std::span<const std::uint8_t, 256>(table.huffval, 256)};
}

/// What decoding one component takes.
struct ComponentDecoder {
  ComponentDecoder(const Component& scaled, const DcTable& dc_table, const AcTable& ac_table)
      : component(scaled), dc(dc_table), ac(ac_table), tables(scaled), transform(scaled.across, scaled.down) {}

  const Component& component;
  const DcTable& dc;
  const AcTable& ac;
  BlockTables tables;
  InverseDct transform;
  int mean = 0;  ///< of the last block

  /// Where the next block of each of an MCU's rows of blocks goes, and the variance that it loses.
  struct Output {
    std::uint8_t* samples = nullptr;
    float* lost = nullptr;
  };
  std::array<Output, 4> outputs{};
  std::ptrdiff_t stride = 0;

  void begin_row(int mcu_row, Samples& samples) {
    stride = samples.stride();
    for (int v = 0; v < component.v; ++v) {
      const int block_row = mcu_row * component.v + v;
      outputs[v] = {samples.row(block_row * component.down), samples.lost(block_row)};
    }
  }
};

class ScanDecoder final : public SampleSource {
 public:
  explicit ScanDecoder(const Frame& frame, Bytes scan) : frame_(frame), bytes_(scan) {}

  bool open(const jpeg_decompress_struct& header) {
    restart_interval_ = static_cast<int>(header.restart_interval);
    until_restart_ = restart_interval_;
    for (int i = 0; i < frame_.components; ++i) {
      // The scan may name the components in the frame's order only (T.81 B.2.3).
      const jpeg_component_info& info = *header.cur_comp_info[i];
      if (info.component_index != i) return false;
      const DcTable* dc = table(dc_tables_, header.dc_huff_tbl_ptrs, info.dc_tbl_no);
      const AcTable* ac = table(ac_tables_, header.ac_huff_tbl_ptrs, info.ac_tbl_no);
      if (dc == nullptr || ac == nullptr) return false;
      components_.emplace_back(frame_.component[i], *dc, *ac);
    }
    return true;
  }

  bool decode(int mcu_row, std::vector<Samples>& samples) override {
    for (std::size_t i = 0; i < components_.size(); ++i) components_[i].begin_row(mcu_row, samples[i]);
    for (int x = 0; x < frame_.mcus_across; ++x) {
      if (!bytes_.has_plenty() && !bytes_.feed()) return false;
      if (restart_interval_ != 0 && !count_restart()) return false;
      if (!decode_mcu()) return false;
    }
    return bytes_.is_within();
  }

  bool ends_well() override { return bytes_.ends_image(); }

 private:
  /// The table in a slot of the header, built once; null where it is none.
  template <class Table>
  static const Table* table(std::array<std::unique_ptr<Table>, NUM_HUFF_TBLS>& built, JHUFF_TBL* const* slots,
                            int slot) {
    if (slot < 0 || slot >= NUM_HUFF_TBLS || slots[slot] == nullptr) return nullptr;
    if (!built[slot]) {
      auto made = std::make_unique<Table>();
      if (!made->build(codes_of(*slots[slot]))) return nullptr;
      built[slot] = std::move(made);
    }
    return built[slot].get();
  }

  /// Before each MCU; false when a restart marker is due and not there.
  bool count_restart() {
    if (until_restart_ == 0) {
      if (!bytes_.restart(next_restart_)) return false;
      next_restart_ = (next_restart_ + 1) % 8;
      until_restart_ = restart_interval_;
      for (ComponentDecoder& c : components_) c.mean = 0;
    }
    --until_restart_;
    return true;
  }

  bool decode_mcu() {
    BitReader bits = bytes_.bits();  // in registers
    if (!decode_blocks<true>(bits, components_[0])) return false;
    for (std::size_t i = 1; i < components_.size(); ++i) {
      if (!decode_blocks<false>(bits, components_[i])) return false;
    }
    bytes_.bits() = bits;
    return true;
  }

  /// One component's blocks of an MCU.
  template <bool kLost>
  [[gnu::always_inline]] bool decode_blocks(BitReader& bits, ComponentDecoder& c) {
    for (int v = 0; v < c.component.v; ++v) {
      for (int h = 0; h < c.component.h; ++h) {
        ComponentDecoder::Output& output = c.outputs[v];
        if (!decode_block<kLost>(bits, c, output)) return false;
        output.samples += c.component.across;
        ++output.lost;
      }
    }
    return true;
  }

  template <bool kLost>
  [[gnu::always_inline]] bool decode_block(BitReader& bits, ComponentDecoder& c,
                                           const ComponentDecoder::Output& output) {
    BlockReader<kLost> reader(bits, c.dc, c.ac, c.tables);
    const BlockResult block = reader.read(c.mean, coefficients_.data());
    if constexpr (kLost) *output.lost = variance_of(block.lost);
    if (block.flat && !c.transform.is_cheap()) {
      c.transform.flat(coefficients_[0], output.samples, c.stride);
      coefficients_[0] = 0;
    } else {
      c.transform(coefficients_.data(), output.samples, c.stride);
      std::memset(coefficients_.data(), 0, kBlockSize * sizeof(coefficients_[0]));
    }
    return block.valid;
  }

  const Frame& frame_;
  ScanBytes bytes_;
  std::array<std::unique_ptr<DcTable>, NUM_HUFF_TBLS> dc_tables_;
  std::array<std::unique_ptr<AcTable>, NUM_HUFF_TBLS> ac_tables_;
  std::vector<ComponentDecoder> components_;
  alignas(32) std::array<std::int16_t, kBlockSize + 1> coefficients_{};
  int restart_interval_ = 0;
  int until_restart_ = 0;
  int next_restart_ = 0;
};

}  // namespace

std::unique_ptr<SampleSource> make_scan_decoder(const jpeg_decompress_struct& header, const Frame& frame, Bytes scan) {
  auto decoder = std::make_unique<ScanDecoder>(frame, scan);
  if (!decoder->open(header)) return nullptr;
  return decoder;
}

}  // namespace pictor::image::jpeg
