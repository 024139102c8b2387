// Decodes every file of a corpus of real and damaged images, which is not part of the repository: its manifest says
// what must become of each.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ranges>
#include <set>
#include <sstream>

#include "support/repository.h"
#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(line, '\t')) parts.emplace_back(part.begin(), part.end());
  return parts;
}

std::vector<Row> read_manifest(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = split(line);
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const std::vector<std::string> values = split(line);
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i) row[names[i]] = values[i];
  }
  return rows;
}

FileBytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Whether all frames of an animation can be had.
Result<void> attempt_animation(Bytes file, const image::ProbeOutcome& probed) {
  const auto animation = TRY(image::open_animation(file, probed));
  for (int i = 0; i < animation->frames(); ++i) TRY(animation->next_frame());
  return {};
}

bool is_animated(const ImageFacts& facts) {
  return facts.frames > 1 && (facts.format == Format::kGif || facts.format == Format::kWebp);
}

std::optional<Error> failure_of(Bytes file, const image::ProbeOutcome& probed) {
  if (auto picture = attempt_decode(file, probed); !picture) return picture.error();
  if (!is_animated(probed.facts)) return std::nullopt;
  if (auto frames = attempt_animation(file, probed); !frames) return frames.error();
  return std::nullopt;
}

/// Files that probe() takes end as the manifest says; what it refuses is its own test's.
void judge(const Row& row, const FileBytes& file) {
  const Result<image::ProbeOutcome> probed = image::probe(file, {});
  if (!probed) return;
  const std::string& expect = row.at("expect");
  const std::optional<Error> failure = failure_of(file, *probed);
  if (expect == "accept" || expect.starts_with("optional:")) {
    EXPECT_FALSE(failure) << failure->message << ": " << failure->cause;
  } else if (!expect.starts_with("accept")) {
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, ErrorCode::kCorruptImage);
  }
}

TEST(DecodeCorpus, DecodesOrRefusesEveryFileAsTheManifestSays) {
  const std::filesystem::path manifest = corpus_folder() / "manifest.tsv";
  if (!std::filesystem::exists(manifest)) GTEST_SKIP() << "no corpus: " << manifest << " is missing (PICTOR_CORPUS)";
  int judged = 0;
  for (const Row& row : read_manifest(manifest)) {
    const std::filesystem::path path = corpus_folder() / row.at("path");
    if (!std::filesystem::exists(path)) continue;
    SCOPED_TRACE(row.at("path") + " should " + row.at("expect"));
    judge(row, read_file(path));
    ++judged;
  }
  EXPECT_GT(judged, 300);
}

}  // namespace
}  // namespace pictor::test
