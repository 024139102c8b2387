#include "image/decode/jpeg/several_scans.h"

#include <vector>

#include "image/container/jpeg_segments.h"
#include "image/decode/jpeg/inverse_dct.h"
#include "image/decode/jpeg/scan_reader.h"

namespace pictor::image::jpeg {
namespace {

/// What making samples of one component's coefficients takes, by their slots in the store.
struct ComponentTransform {
  explicit ComponentTransform(const Component& scaled) : component(scaled), transform(scaled.across, scaled.down) {
    for (int v = 0; v < scaled.down; ++v) {
      for (int u = 0; u < scaled.across; ++u) {
        place[v * scaled.across + u] = static_cast<std::uint8_t>(paired_index(v, u));
        quant[v * scaled.across + u] = scaled.quant[v * kBlockSide + u];
      }
    }
  }

  const Component& component;
  InverseDct transform;
  std::array<std::uint8_t, kBlockSize> place{};
  std::array<std::int32_t, kBlockSize> quant{};
};

class SeveralScans final : public SampleSource {
 public:
  explicit SeveralScans(const Frame& frame) : frame_(frame) {
    for (int i = 0; i < frame.components; ++i) {
      stores_.emplace_back(frame, frame.component[i], i == 0 && frame.eighths < kBlockSide);
      transforms_.emplace_back(frame.component[i]);
    }
  }

  bool read(const jpeg_decompress_struct& header, Bytes file) {
    JpegSegments segments(file);
    HuffmanSlots tables;
    Progression progression;
    ScanData data;
    for (bool in_scans = false;;) {
      const Result<JpegSegment> segment = segments.next();
      if (!segment) return false;
      switch (segment->marker) {
        case jpeg_marker::kDht:
          if (!tables.define(segment->payload)) return false;
          break;
        case jpeg_marker::kDri:
          if (segment->payload.size() != 2) return false;
          data.restart_interval = segment->payload[0] << 8 | segment->payload[1];
          break;
        case jpeg_marker::kSos: {
          const std::optional<ScanHeader> scan = read_scan_header(segment->payload, header);
          if (!scan || !progression.add(*scan)) return false;
          data.from = file.subspan(static_cast<std::size_t>(segment->scan.data() - file.data()));
          if (!read_scan(*scan, data, frame_, tables, stores_)) return false;
          in_scans = true;
          break;
        }
        case jpeg_marker::kEoi:
          return progression.is_complete(frame_.components);
        default:
          // The header was read before the first scan; what would change it afterwards is odd.
          if (in_scans && segment->marker < jpeg_marker::kApp0) return false;
      }
    }
  }

  bool decode(int mcu_row, std::vector<Samples>& samples) override {
    for (int i = 0; i < frame_.components; ++i) {
      const Component& c = frame_.component[i];
      for (int block_row = mcu_row * c.v; block_row < (mcu_row + 1) * c.v; ++block_row) {
        transform_row(i, block_row, samples[i]);
        if (stores_[i].weighed()) weigh_row(block_row, samples[0]);
      }
    }
    return true;
  }

  bool ends_well() override { return true; }  // or it would not have been made

 private:
  void transform_row(int index, int block_row, Samples& samples) {
    const ComponentTransform& t = transforms_[index];
    CoefficientStore& store = stores_[index];
    std::uint8_t* out = samples.row(block_row * t.component.down);
    for (int x = 0; x < frame_.blocks_across(t.component); ++x, out += t.component.across) {
      const std::size_t block = store.index(block_row, x);
      const std::int16_t* used = store.used(block);
      const bool flat = (store.nonzero(block) & store.used_positions()) == 0;
      if (flat && !t.transform.is_cheap()) {
        t.transform.flat(static_cast<std::int16_t>(used[0] * t.quant[0]), out, samples.stride());
        continue;
      }
      for (int i = 0; i < store.slots(); ++i) {
        coefficients_[t.place[i]] = static_cast<std::int16_t>(used[i] * t.quant[i]);
      }
      t.transform(coefficients_.data(), out, samples.stride());
    }
    coefficients_.fill(0);
  }

  void weigh_row(int block_row, Samples& samples) {
    float* lost = samples.lost(block_row);
    for (int x = 0; x < frame_.blocks_across(frame_.component[0]); ++x) {
      lost[x] = stores_[0].lost(stores_[0].index(block_row, x)) / kBlockSize;
    }
  }

  const Frame& frame_;
  std::vector<CoefficientStore> stores_;
  std::vector<ComponentTransform> transforms_;
  std::array<std::int16_t, kBlockSize> coefficients_{};
};

}  // namespace

std::unique_ptr<SampleSource> make_several_scans(const jpeg_decompress_struct& header, const Frame& frame, Bytes file) {
  if (header.arith_code == TRUE) return nullptr;
  auto source = std::make_unique<SeveralScans>(frame);
  if (!source->read(header, file)) return nullptr;
  return source;
}

}  // namespace pictor::image::jpeg
