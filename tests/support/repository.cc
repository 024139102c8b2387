#include "support/repository.h"

#include <cstdlib>

namespace pictor::test {

// Given by the build: __FILE__ is relative where ccache serves several checkouts.
std::filesystem::path repository_folder() { return PICTOR_REPOSITORY; }

std::filesystem::path corpus_folder() {
  if (const char* folder = std::getenv("PICTOR_CORPUS")) return folder;
  return repository_folder().parent_path() / "shared/corpus";
}

}  // namespace pictor::test
