#include <gtest/gtest.h>

#include "image/probe.h"
#include "support/sample_files.h"

namespace pictor::test {
namespace {

using image::sniff_format;

Bytes head_of(const FileBytes& file) { return Bytes(file).first(64); }

TEST(Sniff, KnowsEachFormatFromItsFirstBytes) {
  EXPECT_EQ(sniff_format(head_of(make_jpeg())), Format::kJpeg);
  EXPECT_EQ(sniff_format(head_of(make_png())), Format::kPng);
  EXPECT_EQ(sniff_format(head_of(make_gif())), Format::kGif);
  EXPECT_EQ(sniff_format(head_of(make_webp())), Format::kWebp);
  EXPECT_EQ(sniff_format(head_of(make_avif())), Format::kAvif);
}

TEST(Sniff, KnowsBothVersionsOfGif) {
  EXPECT_EQ(sniff_format(as_bytes("GIF87a")), Format::kGif);
  EXPECT_EQ(sniff_format(as_bytes("GIF89a")), Format::kGif);
  EXPECT_EQ(sniff_format(as_bytes("GIF88a")), std::nullopt);
}

FileBytes ftyp(std::string_view major, std::string_view compatible) {
  return bmff_box("ftyp", join({as_bytes(major), be32(0), as_bytes(compatible)}));
}

TEST(Sniff, FindsAvifAmongTheCompatibleBrands) {
  EXPECT_EQ(sniff_format(ftyp("mif1", "mif1miafavif")), Format::kAvif);
  EXPECT_EQ(sniff_format(ftyp("avis", "msf1")), Format::kAvif);
}

TEST(Sniff, FindsHeicAmongTheCompatibleBrands) {
  EXPECT_EQ(sniff_format(ftyp("heic", "mif1heic")), Format::kHeic);
  EXPECT_EQ(sniff_format(ftyp("mif1", "mif1heix")), Format::kHeic);
  EXPECT_EQ(sniff_format(head_of(make_heic())), Format::kHeic);
}

TEST(Sniff, FindsNeitherInAFileOfNoKnownBrand) { EXPECT_EQ(sniff_format(ftyp("isom", "mif1mp41")), std::nullopt); }

TEST(Sniff, DoesNotTakeAVersionForABrand) {
  const FileBytes file = bmff_box("ftyp", as_bytes("mif1avifmiaf"));
  EXPECT_EQ(sniff_format(file), std::nullopt);
}

TEST(Sniff, DoesNotLookForBrandsBehindTheFileTypeBox) {
  const FileBytes file = join({ftyp("mif1", "miaf"), as_bytes("avifheic")});
  EXPECT_EQ(sniff_format(file), std::nullopt);
}

TEST(Sniff, FindsSvgBehindWhatXmlAllowsBefore) {
  for (const std::string_view text :
       {"<svg>", "<svg/>", "<svg xmlns='http://www.w3.org/2000/svg'/>", "\xEF\xBB\xBF<svg>", " \r\n\t<svg>",
        "<?xml version='1.0'?><svg>", "<?xml version='1.0'?>\n<!-- <html> it's --> <?xml-stylesheet href='a>'?>\n<svg>",
        "<!DOCTYPE svg><svg>", "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x>\"><svg>",
        "<!DOCTYPE svg [<!-- it's ] --><!ENTITY a \"]>\"><?b ]>?>]><svg>"}) {
    EXPECT_EQ(sniff_format(as_bytes(text)), Format::kSvg) << text;
  }
}

TEST(Sniff, TakesWhatEndsBeforeTheFirstElementForSvg) {
  for (const std::string_view head :
       {"<?xml version='1.0' encoding='UTF-8'?", "<!-- Generator: ", "<!DOCTYPE svg PUBLIC ",
        "<?xml version='1.0'?><sv", "<!DOCTYPE svg [ <!ENTITY a 'b'> "}) {
    EXPECT_EQ(sniff_format(as_bytes(head)), Format::kSvg) << head;
  }
}

TEST(Sniff, DoesNotTakeOtherXmlForSvg) {
  for (const std::string_view text : {"<?xml version='1.0'?><html><svg>", "<!DOCTYPE html><svg>",
                                      "<!-- <svg> --><html>", "\x1F\x8B\x08 <svg>", "<?xml version='1.0'?>svg"}) {
    EXPECT_EQ(sniff_format(as_bytes(text)), std::nullopt) << text;
  }
}

TEST(Sniff, RefusesEverythingElse) {
  for (const std::string_view text :
       {"", "\xFF", "\xFF\xD8", "RIFF", "RIFF\x04\x03\x02\x01WAVE", "BM", "%PDF-1.7",
        "<html><svg xmlns='http://www.w3.org/2000/svg'/>", "<svgz>", "<", "II*\x01", "\x89PNG\r\n"}) {
    EXPECT_EQ(sniff_format(as_bytes(text)), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace pictor::test
