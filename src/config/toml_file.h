#pragma once

#include <string>

#include "config/settings.h"

namespace pictor::config {

/// The settings that a TOML file gives, as texts; whether the keys exist is not checked here. Errors:
/// kInvalidParameter: the file cannot be read, is not TOML, or holds a value that no setting takes (a table, an array,
/// a fraction, a date).
Result<RawSettings> read_toml_file(const std::string& path);

}  // namespace pictor::config
