// Writes small JPEGs with a gain map of every kind into the folder that is its argument.

#include <filesystem>
#include <fstream>

#include "image/gain_map/gain_map.h"
#include "support/sample_files.h"
#include "support/sample_gain_map.h"

int main(int argc, char** argv) {
  using namespace pictor::test;
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const FileBytes base = make_jpeg({.width = 16, .height = 16, .color = JpegSample::Color::kGrey});
  const FileBytes map = make_jpeg({.width = 8, .height = 8, .color = JpegSample::Color::kGrey});
  const FileBytes by_xmp = with_segments(map, xmp_segment(gain_map_description(kGainMapAttributes)));
  auto three = pictor::image::find_gain_map(join({base, by_xmp}), {})->parameters;
  three.channels[1].gamma = 2;
  const std::pair<const char*, FileBytes> seeds[] = {
      {"xmp.jpg", jpeg_with_gain_map(base, map)},
      {"behind.jpg", join({base, by_xmp})},
      {"list.jpg", join({base, with_segments(map, xmp_segment(gain_map_description(
                                                      "hdrgm:Version='1.0' hdrgm:HDRCapacityMax='2'",
                                                      "<hdrgm:GainMapMax><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2</rdf:li>"
                                                      "<rdf:li>3</rdf:li></rdf:Seq></hdrgm:GainMapMax>")))})},
      {"iso.jpg", pictor::image::with_gain_map(base, map, three)},
  };
  for (const auto& [name, file] : seeds) {
    std::ofstream(folder / name, std::ios::binary).write(pictor::as_text(file).data(), std::ssize(file));
  }
  return 0;
}
