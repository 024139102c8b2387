// Writes an input of png_decode_fuzz for every colour type and depth, as rows and as a stream, into its argument.

#include <filesystem>
#include <fstream>
#include <string>

#include "support/png_forms.h"

namespace {

using namespace pictor::test;

constexpr std::uint8_t kSide = 9;

FileBytes rows_of(const pictor::image::PngHeader& header) {
  FileBytes rows;
  for (const std::size_t size : filtered_row_sizes(header)) {
    rows.push_back(static_cast<std::uint8_t>(rows.size() % 5));
    for (std::size_t i = 1; i < size; ++i) rows.push_back(static_cast<std::uint8_t>(rows.size() * 37));
  }
  return rows;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  for (std::uint8_t kind = 0; kind < std::size(kPngColors); ++kind) {
    for (std::uint8_t flags = 0; flags < 16; ++flags) {
      const FileBytes rows =
          rows_of({kSide + 1, kSide + 1, kPngColors[kind].depth, kPngColors[kind].color, (flags & 1) != 0});
      const FileBytes input =
          join({FileBytes{kSide, kSide, kind, flags, 200}, (flags & 4) != 0 ? deflated_rows(rows) : rows});
      std::ofstream(folder / (std::to_string(kind) + "-" + std::to_string(flags)), std::ios::binary)
          .write(pictor::as_text(input).data(), std::ssize(input));
    }
  }
  return 0;
}
