#include "image/decode/jpeg/scan_header.h"

#include <algorithm>
#include <numeric>

namespace pictor::image::jpeg {
namespace {

/// T.81 table B.3.
constexpr int kMaxLow = 13;

/// The component with this identifier; none where it is not the only one.
std::optional<int> component_with(int id, const jpeg_decompress_struct& header) {
  std::optional<int> found;
  for (int i = 0; i < header.num_components; ++i) {
    if (header.comp_info[i].component_id != id) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

bool is_sound(const ScanHeader& scan) {
  if (!scan.progressive) return scan.first == 0 && scan.last == kBlockSize - 1 && scan.high == 0 && scan.low == 0;
  if (scan.first == 0 && scan.last != 0) return false;
  if (scan.first > 0 && (scan.parts != 1 || scan.last < scan.first || scan.last >= kBlockSize)) return false;
  return scan.high == 0 ? scan.low <= kMaxLow : scan.low == scan.high - 1;
}

/// The table of a slot, built now if it is not yet; null where it cannot be.
template <class Table, class Definition, class... Build>
const Table* built(std::unique_ptr<Table>& table, const std::optional<Definition>& definition, Build... how) {
  if (!table && definition) {
    auto made = std::make_unique<Table>();
    if (!made->build({definition->counts, definition->symbols}, how...)) return nullptr;
    table = std::move(made);
  }
  return table.get();
}

}  // namespace

std::optional<ScanHeader> read_scan_header(Bytes payload, const jpeg_decompress_struct& header) {
  if (payload.empty()) return std::nullopt;
  ScanHeader scan{.progressive = header.progressive_mode == TRUE, .parts = payload[0]};
  if (scan.parts < 1 || scan.parts > std::min(header.num_components, kMaxComponents)) return std::nullopt;
  if (payload.size() != 4 + 2 * static_cast<std::size_t>(scan.parts)) return std::nullopt;
  for (int i = 0; i < scan.parts; ++i) {
    const std::optional<int> component = component_with(payload[1 + 2 * i], header);
    // In the frame's order (T.81 B.2.3).
    if (!component || (i > 0 && *component <= scan.part[i - 1].component)) return std::nullopt;
    const std::uint8_t tables = payload[2 + 2 * i];
    scan.part[i] = {.component = *component, .dc_table = tables >> 4, .ac_table = tables & 15};
  }
  const Bytes band = payload.last(3);
  scan.first = band[0];
  scan.last = band[1];
  scan.high = band[2] >> 4;
  scan.low = band[2] & 15;
  if (!is_sound(scan)) return std::nullopt;
  return scan;
}

bool Progression::add(const ScanHeader& scan) {
  for (int i = 0; i < scan.parts; ++i) {
    auto& known_from = known_from_[scan.part[i].component];
    if (scan.first > 0 && known_from[0] == kNothing) return false;
    for (int k = scan.first; k <= scan.last; ++k) {
      if (scan.high == 0 ? known_from[k] != kNothing : known_from[k] != scan.high) return false;
      known_from[k] = static_cast<std::int8_t>(scan.low);
    }
  }
  return true;
}

bool Progression::is_complete(int components) const {
  return std::all_of(known_from_.begin(), known_from_.begin() + components,
                     [](const auto& c) { return std::ranges::all_of(c, [](int bit) { return bit == 0; }); });
}

bool HuffmanSlots::define(Bytes payload) {
  while (!payload.empty()) {
    if (payload.size() < 17) return false;
    const int kind = payload[0] >> 4;
    const int slot = payload[0] & 15;
    Definition made;
    std::ranges::copy(payload.subspan(1, 16), made.counts.begin());
    payload = payload.subspan(17);
    const auto symbols = std::accumulate(made.counts.begin(), made.counts.end(), std::size_t{0});
    if (kind > 1 || slot >= NUM_HUFF_TBLS || symbols > made.symbols.size() || symbols > payload.size()) return false;
    std::ranges::copy(payload.first(symbols), made.symbols.begin());
    payload = payload.subspan(symbols);
    (kind == 0 ? dc_definitions_ : ac_definitions_)[slot] = made;
    if (kind == 0) dc_tables_[slot].reset();
    if (kind == 1) ac_tables_[slot].reset();
  }
  return true;
}

const DcTable* HuffmanSlots::dc(int slot) {
  return slot < NUM_HUFF_TBLS ? built(dc_tables_[slot], dc_definitions_[slot]) : nullptr;
}

const RunTable* HuffmanSlots::ac(int slot, RunTable::Ends ends) {
  return slot < NUM_HUFF_TBLS ? built(ac_tables_[slot], ac_definitions_[slot], ends) : nullptr;
}

}  // namespace pictor::image::jpeg
