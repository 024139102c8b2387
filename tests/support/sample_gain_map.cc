#include "support/sample_gain_map.h"

namespace pictor::test {

FileBytes xmp_segment(std::string_view text) {
  return jpeg_segment(0xE1, join({as_bytes("http://ns.adobe.com/xap/1.0/"), FileBytes{0}, as_bytes(text)}));
}

std::string gain_map_description(std::string_view attributes, std::string_view elements) {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description rdf:about='' xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' " +
         std::string(attributes) + ">" + std::string(elements) + "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

FileBytes mpf_segment(std::uint32_t first_bytes, std::uint32_t second_offset, std::uint32_t second_bytes) {
  const auto entry = [](std::uint32_t tag, std::uint32_t type, std::uint32_t count, const FileBytes& value) {
    return join({be16(tag), be16(type), be32(count), value});
  };
  constexpr std::uint32_t kEntriesAt = 8 + 2 + 3 * 12 + 4;
  const FileBytes version = {'0', '1', '0', '0'};
  const FileBytes pictures = join({be32(0x20030000), be32(first_bytes), be32(0), be32(0), be32(0), be32(second_bytes),
                                   be32(second_offset), be32(0)});
  return jpeg_segment(0xE2, join({as_bytes("MPF"), FileBytes{0}, as_bytes("MM"), be16(42), be32(8), be16(3),
                                  entry(0xB000, 7, 4, version), entry(0xB001, 4, 1, be32(2)),
                                  entry(0xB002, 7, 32, be32(kEntriesAt)), be32(0), pictures}));
}

FileBytes with_segments(const FileBytes& jpeg, const FileBytes& segments) {
  return join({Bytes(jpeg).first(2), segments, Bytes(jpeg).subspan(2)});
}

FileBytes two_pictures(const FileBytes& first, const FileBytes& segments, const FileBytes& second) {
  const auto bytes = [](std::size_t size) { return static_cast<std::uint32_t>(size); };
  const std::uint32_t first_bytes = bytes(first.size() + segments.size() + mpf_segment(0, 0, 0).size());
  // The directory counts from its own first byte, behind the marker, the length and `MPF\0`.
  const FileBytes mpf = mpf_segment(first_bytes, first_bytes - bytes(2 + segments.size() + 8), bytes(second.size()));
  return join({with_segments(first, join({segments, mpf})), second});
}

FileBytes jpeg_with_gain_map(const FileBytes& base, const FileBytes& map) {
  const FileBytes xmp = xmp_segment(gain_map_description("hdrgm:Version='1.0' note='SECRET'"));
  const std::string described = gain_map_description(std::string(kGainMapAttributes) + " note='SECRET'");
  return two_pictures(base, xmp, with_segments(map, xmp_segment(described)));
}

}  // namespace pictor::test
