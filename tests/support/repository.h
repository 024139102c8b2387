#pragma once

#include <filesystem>

namespace pictor::test {

/// Root of the repository that this program was built from.
std::filesystem::path repository_folder();
/// The image corpus: PICTOR_CORPUS, else beside the repository. May not be there; tests that need it say so and skip.
std::filesystem::path corpus_folder();

}  // namespace pictor::test
