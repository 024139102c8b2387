#pragma once
// What the programs of bench/ share: photos at a size, and CPU time.

#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/picture.h"

namespace pictor::bench {

/// CPU milliseconds of this thread.
double cpu_ms();
/// The least CPU milliseconds of `rounds` times `work`.
double least_cpu(int rounds, const std::function<void()>& work);

template <class T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().cause.c_str());
  std::exit(1);
}

/// Ends the program where there is no such file.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path);

/// The files of `folder`, by name; ends the program where there are none.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

/// A photo decoded and resized so that its longest side is `side`, as render() does it.
image::Picture photo_at(const std::filesystem::path& path, int side);

}  // namespace pictor::bench
