#include "image/encode/png_writer.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace pictor::image {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t kFrameBytes = 8;  ///< of a chunk before its payload: length and type

struct CompressorFree {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

std::array<std::uint8_t, 4> be32(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
          static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

}  // namespace

PngWriter::PngWriter(const PngHeader& header) : file_(kSignature.begin(), kSignature.end()) {
  const std::size_t begin = begin_chunk("IHDR");
  put_be32(header.width);
  put_be32(header.height);
  file_.push_back(static_cast<std::uint8_t>(header.depth));
  file_.push_back(static_cast<std::uint8_t>(header.color));
  file_.insert(file_.end(), {0, 0, header.interlaced ? std::uint8_t{1} : std::uint8_t{0}});
  end_chunk(begin);
}

void PngWriter::add_chunk(const char (&type)[5], Bytes payload) {
  const std::size_t begin = begin_chunk(type);
  file_.insert(file_.end(), payload.begin(), payload.end());
  end_chunk(begin);
}

void PngWriter::add_deflated(const char (&type)[5], Bytes payload, int level, Bytes prefix) {
  const std::unique_ptr<libdeflate_compressor, CompressorFree> compressor(libdeflate_alloc_compressor(level));
  if (!compressor) std::abort();  // exhausted memory
  const std::size_t begin = begin_chunk(type);
  file_.insert(file_.end(), prefix.begin(), prefix.end());
  const std::size_t at = file_.size();
  file_.resize(at + libdeflate_zlib_compress_bound(compressor.get(), payload.size()));
  const std::size_t bytes =
      libdeflate_zlib_compress(compressor.get(), payload.data(), payload.size(), &file_[at], file_.size() - at);
  if (bytes == 0) std::abort();  // the bound is one
  file_.resize(at + bytes);
  end_chunk(begin);
}

std::vector<std::uint8_t> PngWriter::finish() {
  add_chunk("IEND", {});
  return std::move(file_);
}

std::size_t PngWriter::begin_chunk(const char (&type)[5]) {
  const std::size_t begin = file_.size();
  put_be32(0);  // the length, when it is known
  file_.insert(file_.end(), type, type + 4);
  return begin;
}

void PngWriter::end_chunk(std::size_t begin) {
  const std::size_t payload = file_.size() - begin - kFrameBytes;
  const auto length = be32(static_cast<std::uint32_t>(payload));
  std::ranges::copy(length, file_.begin() + static_cast<std::ptrdiff_t>(begin));
  put_be32(libdeflate_crc32(0, &file_[begin + 4], payload + 4));
}

void PngWriter::put_be32(std::uint32_t value) {
  const auto bytes = be32(value);
  file_.insert(file_.end(), bytes.begin(), bytes.end());
}

}  // namespace pictor::image
