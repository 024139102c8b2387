// Judges every file of a corpus of real and damaged images, which is not part of the repository: its manifest says what
// must become of each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ranges>
#include <sstream>

#include "support/repository.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

/// One line of the manifest, by the names in its first line.
using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, separator)) parts.emplace_back(part.begin(), part.end());
  return parts;
}

std::vector<Row> read_manifest(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = split(line, '\t');
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const std::vector<std::string> values = split(line, '\t');
    Row row;
    for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i) row[names[i]] = values[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

FileBytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The manifest's word for a refusal.
std::string refusal_word(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnsupportedType:
      return "unsupported";
    case ErrorCode::kCorruptImage:
      return "corrupt";
    case ErrorCode::kTooManyPixels:
      return "too-many-pixels";
    case ErrorCode::kTooManyFrames:
      return "too-many-frames";
    default:
      return std::string(to_string(code));
  }
}

/// What the manifest allows: `accept`, and the words of refusals.
struct Expectation {
  bool accept = false;
  bool left_to_decoding = false;  ///< damaged, but perhaps not in its container
  std::vector<std::string> refusals;
};

Expectation expectation_of(const Row& row) {
  Expectation expectation;
  for (const std::string& term : split(row.at("expect"), '|')) {
    const std::string kind = term.substr(0, term.find(':'));
    const std::string word = term.substr(term.find(':') + 1);
    if (kind == "accept") {
      expectation.accept = true;
    } else if (kind == "optional" || kind == "policy") {
      if (word == "tiff" || word == "heic") {  // those that are read by default
        expectation.accept = true;
      } else {
        expectation.refusals.push_back("unsupported");
      }
    } else {
      expectation.left_to_decoding |= kind == "either";
      expectation.refusals.push_back(word);
    }
  }
  return expectation;
}

void expect_facts(const Row& row, const ImageFacts& facts) {
  EXPECT_EQ(std::to_string(facts.width) + "x" + std::to_string(facts.height), row.at("display"));
  const bool counts_frames = facts.format == Format::kGif || facts.format == Format::kWebp;
  if (counts_frames && !row.at("frames").empty()) EXPECT_EQ(std::to_string(facts.frames), row.at("frames"));
}

/// Judges one file; true when its damage is left to the decoder to find.
bool judge(const Row& row, const FileBytes& file) {
  const Expectation expectation = expectation_of(row);
  const Result<image::ProbeOutcome> outcome = image::probe(file, {});
  if (!outcome) {
    EXPECT_THAT(expectation.refusals, ::testing::Contains(refusal_word(outcome.error().code)))
        << outcome.error().message;
    return false;
  }
  EXPECT_TRUE(expectation.accept || expectation.left_to_decoding);
  // Only where the corpus is sure of the answer is it sure of the size.
  if (expectation.refusals.empty()) expect_facts(row, outcome->facts);
  return !expectation.accept;
}

TEST(ProbeCorpus, JudgesEveryFileAsTheManifestSays) {
  const std::filesystem::path manifest = corpus_folder() / "manifest.tsv";
  if (!std::filesystem::exists(manifest)) GTEST_SKIP() << "no corpus: " << manifest << " is missing (PICTOR_CORPUS)";
  std::vector<std::string> left_to_decoding;
  std::vector<std::string> missing;
  int judged = 0;
  for (const Row& row : read_manifest(manifest)) {
    const std::filesystem::path path = corpus_folder() / row.at("path");
    SCOPED_TRACE(row.at("path") + " must be " + row.at("expect"));
    if (!std::filesystem::exists(path)) {
      missing.push_back(row.at("path"));
      continue;
    }
    if (judge(row, read_file(path))) left_to_decoding.push_back(row.at("path"));
    ++judged;
  }
  EXPECT_GT(judged, 0);
  RecordProperty("judged", judged);
  RecordProperty("left_to_decoding", ::testing::PrintToString(left_to_decoding));
  RecordProperty("missing", ::testing::PrintToString(missing));  // large photos are fetched apart
}

}  // namespace
}  // namespace pictor::test
