#pragma once
// Text forms of the values of settings. Pure; any thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictor::config {

/// `1048576`, `1024KiB`, `1MiB`, also GiB and TiB.
std::optional<std::int64_t> parse_bytes(std::string_view text);
/// `90`, `90s`, `5m`, `1h`, `30d`.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// `on`, `off`, `true`, `false`.
std::optional<bool> parse_switch(std::string_view text);

/// The shortest text that is read as the same value: `100MiB`, `5m`.
std::string show_bytes(std::int64_t bytes);
std::string show_duration(std::chrono::seconds duration);
std::string show_switch(bool on);

}  // namespace pictor::config
