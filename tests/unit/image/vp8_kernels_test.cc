#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

#include "image/encode/webp/block_transforms.h"
#include "image/encode/webp/bool_writer.h"
#include "image/encode/webp/mode_kernels.h"
#include "image/encode/webp/vp8_tables.h"
#include "support/fakes.h"

namespace pictor::image::vp8 {
namespace {

constexpr int kBlocks = 8;

std::vector<std::uint8_t> random_bytes(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  test::CountingRandom random;
  random.fill(bytes);
  return bytes;
}

struct Samples {
  std::vector<std::uint8_t> blocks;
  std::vector<std::uint8_t> predictions;
};

Samples random_samples() {
  const std::vector<std::uint8_t> bytes = random_bytes(std::size_t{2} * kBlocks * kBlockSize);
  const auto middle = bytes.begin() + bytes.size() / 2;
  return {{bytes.begin(), middle}, {middle, bytes.end()}};
}

/// Of the DCT whose samples are its coefficients' sum over four cosines, halved.
double exact_coefficient(const Samples& samples, int block, int v, int u) {
  const auto basis = [](int k, int n) {
    return (k == 0 ? std::sqrt(0.5) : std::cos((2 * n + 1) * k * std::numbers::pi / 8)) / std::sqrt(2.0);
  };
  double sum = 0;
  for (int i = 0; i < kBlockSize; ++i) {
    const int at = kBlockSize * block + i;
    sum += basis(v, i / 4) * basis(u, i % 4) * (samples.blocks[at] - samples.predictions[at]);
  }
  return 2 * sum;
}

TEST(Vp8Kernels, TransformWhatPredictionsMiss) {
  const Samples samples = random_samples();
  std::array<TransformedBlock, kBlocks> transformed;
  forward_dct(samples.blocks.data(), samples.predictions.data(), kBlocks, transformed.data());
  for (int block = 0; block < kBlocks; ++block) {
    for (int i = 0; i < kBlockSize; ++i) {
      EXPECT_NEAR(transformed[block].coefficients[i], exact_coefficient(samples, block, i / 4, i % 4), 1) << i;
    }
  }
}

TEST(Vp8Kernels, TransformBack) {
  const Samples samples = random_samples();
  std::array<TransformedBlock, kBlocks> transformed;
  forward_dct(samples.blocks.data(), samples.predictions.data(), kBlocks, transformed.data());
  std::vector<std::int16_t> coefficients;
  for (const TransformedBlock& block : transformed) {
    coefficients.insert(coefficients.end(), block.coefficients, block.coefficients + kBlockSize);
  }
  std::vector<std::uint8_t> back(samples.blocks.size());
  inverse_dct(coefficients.data(), samples.predictions.data(), kBlocks, back.data());
  for (std::size_t i = 0; i < back.size(); ++i) EXPECT_NEAR(back[i], samples.blocks[i], 1) << i;
}

TEST(Vp8Kernels, FindTheNearestLevelsInTheOrderOfTheScan) {
  TransformedBlock block;
  std::array<std::uint16_t, kBlockSize> reciprocals;
  reciprocals.fill(65536 / 10);
  int energy = 0;
  for (int i = 0; i < kBlockSize; ++i) {
    block.coefficients[i] = static_cast<std::int16_t>((i % 2 == 0 ? 1 : -1) * 4 * i);
    if (i > 0) energy += 16 * i * i;
  }
  find_nearest_levels(&block, 1, reciprocals.data());
  EXPECT_EQ(block.energy, energy);
  for (int n = 0; n < kBlockSize; ++n) {
    const int magnitude = 4 * kZigzag[n];
    EXPECT_EQ(block.magnitudes[n], magnitude);
    EXPECT_NEAR(block.nearest[n], magnitude / 10.0, 0.51) << magnitude;
    EXPECT_EQ(block.nonzero >> n & 1, block.nearest[n] > 0 ? 1U : 0U);
  }
}

/// Half the sum of magnitudes of the Hadamard transform.
int exact_distance(const std::uint8_t* block, const std::uint8_t* prediction) {
  int sum = 0;
  for (unsigned k = 0; k < kBlockSize; ++k) {
    int coefficient = 0;
    for (unsigned i = 0; i < kBlockSize; ++i) {
      const int sign = std::popcount(k & i) % 2 == 0 ? 1 : -1;
      coefficient += sign * (block[i] - prediction[i]);
    }
    sum += std::abs(coefficient);
  }
  return sum / 2;
}

TEST(Vp8Kernels, MeasureDistancesOfSquares) {
  const Samples samples = random_samples();
  int exact = 0;
  for (int i = 0; i < kBlocks * kBlockSize; i += kBlockSize) {
    exact += exact_distance(samples.blocks.data() + i, samples.predictions.data() + i);
  }
  EXPECT_EQ(distance_of(samples.blocks.data(), samples.predictions.data(), kBlocks), static_cast<unsigned>(exact));
}

TEST(Vp8Kernels, MeasureDistancesOfAllModes) {
  const std::vector<std::uint8_t> bytes = random_bytes(2 * kBlockSize);
  std::array<std::uint8_t, kPredictions * kBlockSize> predictions{};
  std::array<std::uint32_t, kPredictions> distances;
  rank_block_modes(bytes.data(), bytes.data() + kBlockSize, predictions.data(), distances.data());
  for (int mode = 0; mode < kBlockModes; ++mode) {
    const int exact = exact_distance(bytes.data(), predictions.data() + std::ptrdiff_t{kBlockSize} * mode);
    EXPECT_EQ(distances[mode], static_cast<unsigned>(exact)) << mode;
  }
}

/// The decoder of RFC 6386, 7.3, bit by bit.
class BoolReader {
 public:
  explicit BoolReader(const std::vector<std::uint8_t>& bytes) : bytes_(bytes) {
    for (int i = 0; i < 16; ++i) shift();
  }

  bool read(int probability) {
    const unsigned split = 1 + (((range_ - 1) * probability) >> 8);
    const bool value = value_ >= split << 8;
    if (value) {
      range_ -= split;
      value_ -= split << 8;
    } else {
      range_ = split;
    }
    while (range_ < 128) {
      range_ <<= 1;
      shift();
    }
    return value;
  }

 private:
  void shift() {
    const unsigned byte = at_ / 8 < bytes_.size() ? bytes_[at_ / 8] : 0;
    value_ = value_ << 1 | (byte >> (7 - at_ % 8) & 1);
    ++at_;
  }

  const std::vector<std::uint8_t>& bytes_;
  std::size_t at_ = 0;
  unsigned range_ = 255;
  unsigned value_ = 0;
};

/// `decide` makes a decision of a random byte and a probability.
template <class Decide>
void expect_read_back(const Decide& decide) {
  const std::vector<std::uint8_t> bytes = random_bytes(40'000);
  BoolWriter writer;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    writer.burst([&](BoolCoder& to) { to.put(decide(bytes[i], bytes[i + 1] | 1), bytes[i + 1] | 1); });
  }
  const std::vector<std::uint8_t> written = writer.finish();
  BoolReader reader(written);
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    ASSERT_EQ(reader.read(bytes[i + 1] | 1), decide(bytes[i], bytes[i + 1] | 1)) << i;
  }
}

TEST(Vp8BoolCoder, IsReadBackWhenDecisionsAreAsLikelyAsTold) {
  expect_read_back([](int byte, int probability) { return byte >= probability; });
}

TEST(Vp8BoolCoder, IsReadBackThroughLongCarries) {
  expect_read_back([](int, int probability) { return probability < 250; });
}

}  // namespace
}  // namespace pictor::image::vp8
