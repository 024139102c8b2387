// CPU milliseconds of decoding JPEGs at each scale: pixel_floor FILE…
//   entropy    our entropy decoder alone, the floor
//   ours       our decoder to rows of RGB
//   libjpeg    libjpeg-turbo to rows of RGB at the same scale
//   transform  our decoder and the resize to 600 px

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "image/decode/jpeg/block_reader.h"
#include "image/decode/jpeg/frame_of.h"
#include "image/decode/jpeg/scan_bytes.h"
#include "image/decode/jpeg_reader.h"
#include "image/decode/picture_source.h"
#include "image/render/resized_pictures.h"
#include "photos.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT
using bench::cpu_ms;

constexpr int kRounds = 7;
constexpr int kSide = 600;

/// Least CPU time of each work over the rounds, one after the other in each.
std::vector<double> measure(const std::vector<std::function<void()>>& works) {
  std::vector<double> least(works.size(), 1e9);
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      const double start = cpu_ms();
      works[i]();
      least[i] = std::min(least[i], cpu_ms() - start);
    }
  }
  return least;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

template <class Table>
void build(Table& table, const JHUFF_TBL* codes) {
  require(table.build({std::span<const std::uint8_t, 16>(codes->bits + 1, 16),
                       std::span<const std::uint8_t, 256>(codes->huffval, 256)}),
          "bad Huffman table");
}

struct EntropyTables {
  explicit EntropyTables(const jpeg::Component& component) : blocks(component) {}
  jpeg::DcTable dc;
  jpeg::AcTable ac;
  jpeg::BlockTables blocks;
  int mean = 0;
};

/// All coefficients of a file without restart markers, and nothing done with them.
void entropy_decode(Bytes file, int eighths) {
  JpegReader reader(file);
  require(reader.read_header().has_value(), "bad header");
  const jpeg_decompress_struct& header = reader.state();
  const jpeg::Frame frame = *jpeg::frame_of(header, eighths);
  std::vector<std::unique_ptr<EntropyTables>> tables;
  for (int i = 0; i < frame.components; ++i) {
    tables.push_back(std::make_unique<EntropyTables>(frame.component[i]));
    build(tables[i]->dc, header.dc_huff_tbl_ptrs[header.cur_comp_info[i]->dc_tbl_no]);
    build(tables[i]->ac, header.ac_huff_tbl_ptrs[header.cur_comp_info[i]->ac_tbl_no]);
  }
  jpeg::ScanBytes bytes({header.src->next_input_byte, header.src->bytes_in_buffer});
  std::int16_t coefficients[jpeg::kBlockSize + 1] = {};
  const int mcus = frame.mcus_across * frame.mcus_down;
  for (int mcu = 0; mcu < mcus; ++mcu) {
    if (!bytes.has_plenty()) require(bytes.feed(), "odd data");
    jpeg::BitReader bits = bytes.bits();
    for (int i = 0; i < frame.components; ++i) {
      EntropyTables& t = *tables[i];
      const int blocks = frame.component[i].h * frame.component[i].v;
      for (int b = 0; b < blocks; ++b) {
        const bool valid = i == 0
                               ? jpeg::BlockReader<true>(bits, t.dc, t.ac, t.blocks).read(t.mean, coefficients).valid
                               : jpeg::BlockReader<false>(bits, t.dc, t.ac, t.blocks).read(t.mean, coefficients).valid;
        require(valid, "odd data");
      }
    }
    bytes.bits() = bits;
  }
}

void libjpeg_decode(Bytes file, int eighths) {
  JpegReader reader(file);
  require(reader.read_header() && reader.start(eighths, JCS_RGB), "libjpeg");
  std::vector<std::uint8_t> row(std::size_t{reader.state().output_width} * 3);
  for (unsigned y = 0; y < reader.state().output_height; ++y)
    require(reader.read_row(row.data()).has_value(), "libjpeg");
}

std::unique_ptr<PictureSource> open_at(Bytes file, const ProbeOutcome& probed, int eighths) {
  return open_picture(file, probed,
                      {.min_width = probed.facts.width * eighths / 8, .min_height = probed.facts.height * eighths / 8})
      .value();
}

void our_decode(Bytes file, const ProbeOutcome& probed, int eighths) {
  const auto source = open_at(file, probed, eighths);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(source->shape().width) * 3);
  for (int y = 0; y < source->shape().height; ++y) require(source->read_row(row).has_value(), "ours");
}

void transform(Bytes file, const ProbeOutcome& probed, int eighths) {
  const auto source = open_at(file, probed, eighths);
  const Size size = fit_inside({probed.facts.width, probed.facts.height}, {kSide, kSide});
  const ShownTarget target{{.region = {}, .size = size}};
  ResizedPictures::from(*source, std::span(&target, 1), [](double) {}).value();
}

void report(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<std::uint8_t> file{std::istreambuf_iterator<char>(stream), {}};
  const ProbeOutcome probed = probe(file, Limits{}).value();
  JpegReader reader(file);
  require(reader.read_header().has_value(), "bad header");
  const bool has_floor = jpeg::is_one_sequential_scan(reader.state()) && jpeg::frame_of(reader.state(), 8) &&
                         reader.state().restart_interval == 0;
  std::printf("%s: %d x %d, %zu bytes\n        entropy     ours  libjpeg    ratio transform\n", path,
              probed.facts.width, probed.facts.height, file.size());
  for (int eighths = 1; eighths <= 8; ++eighths) {
    const auto ms = measure({[&] {
                               if (has_floor) entropy_decode(file, eighths);
                             },
                             [&] { our_decode(file, probed, eighths); }, [&] { libjpeg_decode(file, eighths); },
                             [&] { transform(file, probed, eighths); }});
    std::printf("  %d/8", eighths);
    has_floor ? std::printf(" %9.1f", ms[0]) : std::printf("         -");
    std::printf(" %8.1f %8.1f %8.2f %9.1f\n", ms[1], ms[2], ms[1] / ms[2], ms[3]);
  }
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) report(arguments[i]);
}
