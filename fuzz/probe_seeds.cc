// Writes one small picture of every kind into the folder that is its argument.

#include <filesystem>
#include <fstream>
#include <string>

#include "support/hand_made_files.h"
#include "support/sample_files.h"

namespace {

using namespace pictor::test;

std::vector<std::pair<std::string, FileBytes>> jpegs() {
  constexpr int kSide = 16;
  return {
      {"grey.jpg", make_jpeg({.width = kSide, .height = kSide, .color = JpegSample::Color::kGrey})},
      {"cmyk.jpg", make_jpeg({.width = kSide, .height = kSide, .color = JpegSample::Color::kCmyk})},
      {"progressive.jpg", make_jpeg({.width = kSide, .height = kSide, .progressive = true, .orientation = 6})},
      {"restart.jpg", make_jpeg({.width = kSide, .height = 32, .restart_rows = 1, .icc = srgb_icc_profile()})},
      {"comment.jpg", make_jpeg({.width = kSide, .height = kSide, .arithmetic = true, .comment = "hello"})},
  };
}

std::vector<std::pair<std::string, FileBytes>> pngs() {
  return {
      {"rgb.png", make_png({.width = 8, .height = 8, .orientation = 3, .icc = srgb_icc_profile()})},
      {"palette.png", make_png({.width = 8, .height = 8, .color = PngSample::Color::kPalette, .comment = "hello"})},
      {"deep.png", make_png({.width = 8, .height = 8, .color = PngSample::Color::kRgbAlpha, .depth = 16})},
      {"interlaced.png", make_png({.width = 8, .height = 8, .color = PngSample::Color::kGrey, .interlaced = true})},
  };
}

std::vector<std::pair<std::string, FileBytes>> gifs_and_webps() {
  return {
      {"still.gif", make_gif({.width = 8, .height = 8, .comment = "hello"})},
      {"animated.gif", make_gif({.width = 8, .height = 8, .frames = 3, .loop_count = 2, .transparent = true})},
      {"lossy.webp", make_webp({.width = 16, .height = 16})},
      {"lossless.webp", make_webp({.width = 16, .height = 16, .lossless = true, .orientation = 1})},
      {"alpha.webp", make_webp({.width = 16, .height = 16, .alpha = true, .icc = srgb_icc_profile()})},
      {"animated.webp", make_webp({.width = 16, .height = 16, .frames = 3, .loop_count = 2})},
  };
}

std::vector<std::pair<std::string, FileBytes>> avifs() {
  return {
      {"plain.avif", make_avif({.width = 16, .height = 16})},
      {"alpha.avif", make_avif({.width = 16, .height = 16, .alpha = true, .depth = 10, .icc = srgb_icc_profile()})},
      {"turned.avif", make_avif({.width = 16, .height = 16, .quarter_turns = 1, .mirror_left_right = true})},
      {"grid.avif", make_avif({.width = 128, .height = 64, .exif = exif_with_orientation(6), .columns = 2})},
  };
}

std::vector<std::pair<std::string, FileBytes>> heics() {
  return {
      {"plain.heic", make_heic({.width = 16, .height = 16})},
      {"alpha.heic", make_heic({.width = 16, .height = 16, .alpha = true, .depth = 10, .icc = srgb_icc_profile()})},
      {"turned.heic", make_heic({.width = 16, .height = 16, .quarter_turns = 1, .mirror_left_right = true})},
      {"cropped.heic", make_heic({.width = 16, .height = 16, .crop = CropSample{9, 8}, .transfer = 16})},
      {"grid.heic", make_heic({.width = 30, .height = 16, .columns = 2, .tile_side = 16})},
      {"gain.heic", make_heic({.width = 16, .height = 16, .gain_map = "urn:com:apple:photo:2020:aux:hdrgainmap"})},
  };
}

std::vector<std::pair<std::string, FileBytes>> jxls() {
  return {
      {"plain.jxl", make_jxl({.width = 16, .height = 16})},
      {"lossy.jxl", make_jxl({.width = 32, .height = 16, .lossless = false, .orientation = 6})},
      {"alpha.jxl", make_jxl({.width = 16, .height = 16, .alpha = true, .depth = 16, .icc = srgb_icc_profile()})},
      {"pq.jxl", make_jxl({.width = 16, .height = 16, .depth = 16, .lossless = false, .pq = true})},
      {"grey.jxl", make_jxl({.width = 16, .height = 16, .grey = true})},
      {"moving.jxl", make_jxl({.width = 16, .height = 16, .frames = 3})},
      {"boxes.jxl", make_jxl({.width = 16, .height = 16, .container = true, .exif = exif_with_orientation(6)})},
  };
}

FileBytes text(std::string_view characters) { return {characters.begin(), characters.end()}; }

std::vector<std::pair<std::string, FileBytes>> svgs() {
  return {
      {"plain.svg",
       text("<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='4' height='4'/></svg>")},
      {"entity.svg", text("<!DOCTYPE svg [<!ENTITY n 'http://www.w3.org/2000/svg'>]><svg xmlns='&n;' viewBox='0 0 8 4'>"
                          "<style><![CDATA[rect{fill:url(#a)}]]></style><rect width='1cm' height='1'/></svg>")},
      {"filter.svg", text("<?xml version='1.0' encoding='UTF-8'?><svg width='8' height='8'><filter id='f'>"
                          "<feGaussianBlur stdDeviation='1'/></filter><g filter='url(#f)'><circle r='4'/></g>"
                          "<image href='data:,x'/><use xlink:href='#f'/><text>a</text></svg>")},
  };
}

std::vector<std::pair<std::string, FileBytes>> hand_made() {
  const FileBytes six = {1, 2, 3, 4, 5, 6};
  return {
      {"grey.tiff", tiff_of(8, 1, 1, FileBytes{7, 200})},
      {"rgb.tiff", tiff_of(8, 2, 3, six, 1, 6)},
      {"packed.tiff", tiff_of(8, 1, 1, FileBytes{1, 7, 200}, 32773)},
      {"rgb.bmp", bmp(bmp_info_header(1, 2, 24), {}, FileBytes{1, 2, 3, 0, 4, 5, 6, 0})},
      {"runs.bmp", bmp(bmp_info_header(3, 1, 8, 1), FileBytes(1024, 9), FileBytes{2, 1, 1, 0, 0, 1})},
      {"mask.ico", ico(join({bmp_info_header(2, 2, 24), FileBytes(8, 3), FileBytes(4, 0x40)}))},
      {"png.ico", ico(make_png({.width = 8, .height = 8}))},
      {"animated.png", apng(kRestore, 51, 1)},
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  for (const auto& seeds : {jpegs(), pngs(), gifs_and_webps(), avifs(), heics(), jxls(), svgs(), hand_made()}) {
    for (const auto& [name, file] : seeds) {
      std::ofstream(folder / name, std::ios::binary).write(pictor::as_text(file).data(), std::ssize(file));
    }
  }
  return 0;
}
