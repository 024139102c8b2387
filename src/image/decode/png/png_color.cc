#include "image/decode/png/png_color.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr std::uint64_t kSignatureBytes = 8;
constexpr double kUnit = 100'000;  ///< of gAMA and cHRM

struct ColorChunks {
  std::optional<Bytes> icc;
  bool srgb = false;
  std::optional<double> gamma;
  std::optional<Chromaticities> primaries;
};

Chromaticities read_primaries(Bytes payload) {
  ByteReader reader(payload);
  std::array<double, 8> xy{};
  for (double& value : xy) value = reader.be32() / kUnit;
  return {.red_x = xy[2],
          .red_y = xy[3],
          .green_x = xy[4],
          .green_y = xy[5],
          .blue_x = xy[6],
          .blue_y = xy[7],
          .white_x = xy[0],
          .white_y = xy[1]};
}

void take(ColorChunks& found, std::uint32_t type, Bytes payload) {
  if (type == fourcc("iCCP")) found.icc = payload;
  if (type == fourcc("sRGB")) found.srgb = true;
  if (type == fourcc("gAMA") && payload.size() == 4) found.gamma = ByteReader(payload).be32() / kUnit;
  if (type == fourcc("cHRM") && payload.size() == 32) found.primaries = read_primaries(payload);
}

/// Colour chunks stand before the picture data.
ColorChunks find_color_chunks(Bytes file) {
  ColorChunks found;
  ByteReader reader(file);
  reader.skip(kSignatureBytes);
  while (!reader.at_end()) {
    const std::uint32_t length = reader.be32();
    const std::uint32_t type = reader.be32();
    if (type == fourcc("IDAT")) break;
    take(found, type, reader.take(length));
    reader.skip(4);  // the CRC, which probe() checked
  }
  return found;
}

struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// The whole zlib stream `deflated`; nullopt when it is damaged or longer than `limit`.
std::optional<std::vector<std::uint8_t>> inflate_within(Bytes deflated, std::size_t limit) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, InflateEnd> owner(&stream);
  stream.next_in = const_cast<Bytef*>(deflated.data());
  stream.avail_in = static_cast<uInt>(deflated.size());
  std::vector<std::uint8_t> inflated;
  int status = Z_OK;
  while (status == Z_OK && inflated.size() < limit) {
    const std::size_t done = inflated.size();
    inflated.resize(std::min(limit, std::max<std::size_t>(4096, done * 2)));
    stream.next_out = inflated.data() + done;
    stream.avail_out = static_cast<uInt>(inflated.size() - done);
    status = inflate(&stream, Z_NO_FLUSH);
  }
  if (status != Z_STREAM_END) return std::nullopt;
  inflated.resize(stream.total_out);
  return inflated;
}

/// iCCP: name, NUL, method 0, zlib stream (PNG section 11.3.2.3).
std::optional<IccProfile> read_icc(Bytes payload) {
  ByteReader reader(payload);
  while (!reader.at_end() && reader.u8() != 0) continue;
  if (reader.u8() != 0 || reader.overrun()) return std::nullopt;
  const auto profile = inflate_within(reader.rest(), IccProfile::kMaxBytes);
  return profile ? IccProfile::parse(*profile) : std::nullopt;
}

bool is_about_srgb(double file_gamma) { return std::abs(file_gamma * 2.2 - 1) <= 0.05; }

bool are_srgb(const Chromaticities& primaries) {
  const Chromaticities srgb;
  const auto near = [](double a, double b) { return std::abs(a - b) < 0.001; };
  return near(primaries.red_x, srgb.red_x) && near(primaries.red_y, srgb.red_y) &&
         near(primaries.green_x, srgb.green_x) && near(primaries.green_y, srgb.green_y) &&
         near(primaries.blue_x, srgb.blue_x) && near(primaries.blue_y, srgb.blue_y) &&
         near(primaries.white_x, srgb.white_x) && near(primaries.white_y, srgb.white_y);
}

}  // namespace

std::optional<IccProfile> png_color_profile(Bytes file) {
  const ColorChunks found = find_color_chunks(file);
  if (found.icc) {
    if (auto profile = read_icc(*found.icc)) return profile;
  }
  if (found.srgb || !found.gamma || *found.gamma <= 0) return std::nullopt;
  const Chromaticities primaries = found.primaries.value_or(Chromaticities{});
  const bool about_srgb = is_about_srgb(*found.gamma);
  if (about_srgb && are_srgb(primaries)) return std::nullopt;
  const std::optional<double> curve = about_srgb ? std::nullopt : std::optional(1 / *found.gamma);
  return IccProfile::from_primaries(primaries, curve);
}

}  // namespace pictor::image
