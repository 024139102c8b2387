#pragma once
// Rules for the texts that clients attach to an image, shared by upload and patch.

#include <string>
#include <vector>

#include "base/result.h"

namespace pictor::app {

/// Display name: at most 255 bytes of UTF-8 after the folders some clients send are cut off and control characters
/// dropped. Errors of all: kInvalidParameter with the field.
Result<std::string> checked_name(std::string name);
/// At most 50 tags of 1 to 64 bytes; trimmed, without duplicates, in the order given.
Result<std::vector<std::string>> checked_tags(const std::vector<std::string>& tags);
/// 1 to 128 bytes.
Result<std::string> checked_album(std::string album);
/// A JSON object of at most 16 KiB, printed canonically.
Result<std::string> checked_metadata(std::string_view json);

}  // namespace pictor::app
