// Whatever a log has in it, gzipped or not: it ends, what it says was delivered is a delivery, and no line counts
// twice.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cdn/edge_log.h"
#include "cdn/gunzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pictor;
  if (size == 0) return 0;
  std::int64_t taken = 0;
  cdn::EdgeLogReader reader([&](const cdn::EdgeDelivery& delivery) {
    ++taken;
    if (delivery.bytes < 0 || delivery.requests < 0 || delivery.tenant.empty()) std::abort();
  });
  const std::size_t piece = 1 + data[0] % 64;
  const auto in_pieces = [&](Bytes bytes, auto take) {
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      take(bytes.subspan(at, std::min(piece, bytes.size() - at)));
  };
  const Bytes input(data + 1, size - 1);
  std::int64_t unpacked = 0;
  cdn::Gunzip gunzip(1 << 20, [&](Bytes bytes) {
    unpacked += static_cast<std::int64_t>(bytes.size());
    reader.add(bytes);
  });
  bool damaged = false;
  in_pieces(input, [&](Bytes bytes) { damaged = damaged || !gunzip.add(bytes); });
  if (unpacked > 1 << 20) std::abort();
  in_pieces(input, [&](Bytes bytes) { reader.add(bytes); });
  const std::int64_t lines = std::ranges::count(input, std::uint8_t{'\n'});
  const auto counts = reader.finish();
  if (unpacked == 0 && counts && counts->deliveries + counts->others + counts->damaged > lines + 1) std::abort();
  if (counts && counts->deliveries != taken) std::abort();
  return 0;
}
