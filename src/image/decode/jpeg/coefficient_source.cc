#include "image/decode/jpeg/coefficient_source.h"

#include "image/decode/jpeg/inverse_dct.h"
#include "image/decode/jpeg/lost_energy.h"

namespace pictor::image::jpeg {
namespace {

/// What making samples of one component takes.
struct ComponentTransform {
  explicit ComponentTransform(const Component& scaled) : component(scaled), transform(scaled.across, scaled.down) {
    for (int i = 0; i < kBlockSize; ++i) {
      const bool used = i / kBlockSide < scaled.down && i % kBlockSide < scaled.across;
      lost[i] = used ? 0.0F : static_cast<float>(scaled.quant[i]);
    }
  }

  const Component& component;
  InverseDct transform;
  std::array<float, kBlockSize> lost{};  ///< quantisers of what the scale drops
};

class CoefficientSource final : public SampleSource {
 public:
  CoefficientSource(JpegReader& reader, const Frame& frame) : reader_(reader), frame_(frame) {
    for (int i = 0; i < frame.components; ++i) components_.emplace_back(frame.component[i]);
  }

  bool decode(int mcu_row, std::vector<Samples>& samples) override {
    for (int i = 0; i < frame_.components; ++i) {
      const Component& c = components_[i].component;
      for (int block_row = mcu_row * c.v; block_row < (mcu_row + 1) * c.v; ++block_row) {
        const Result<JBLOCKROW> blocks = reader_.coefficients(i, block_row);
        if (!blocks) return false;
        transform_row(*blocks, components_[i], block_row, samples[i]);
        if (i == 0) weigh_row(*blocks, block_row, samples[0]);
      }
    }
    return true;
  }

  /// libjpeg read the file to its end to get here.
  bool ends_well() override { return true; }

 private:
  void transform_row(const JBLOCK* blocks, const ComponentTransform& c, int block_row, Samples& samples) {
    std::uint8_t* out = samples.row(block_row * c.component.down);
    for (int x = 0; x < frame_.blocks_across(c.component); ++x, out += c.component.across) {
      for (int v = 0; v < c.component.down; ++v) {
        for (int u = 0; u < c.component.across; ++u) {
          const int natural = v * kBlockSide + u;
          coefficients_[paired_index(v, u)] =
              static_cast<std::int16_t>(blocks[x][natural] * c.component.quant[natural]);
        }
      }
      c.transform(coefficients_.data(), out, samples.stride());
    }
    coefficients_.fill(0);
  }

  void weigh_row(const JBLOCK* blocks, int block_row, Samples& samples) {
    float* lost = samples.lost(block_row);
    for (int x = 0; x < frame_.mcus_across * frame_.h_max; ++x) {
      lost[x] = lost_energy(blocks[x], components_[0].lost.data()) / kBlockSize;
    }
  }

  JpegReader& reader_;
  const Frame& frame_;
  std::vector<ComponentTransform> components_;
  std::array<std::int16_t, kBlockSize> coefficients_{};
};

}  // namespace

std::unique_ptr<SampleSource> make_coefficient_source(JpegReader& reader, const Frame& frame) {
  return std::make_unique<CoefficientSource>(reader, frame);
}

}  // namespace pictor::image::jpeg
