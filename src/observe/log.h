#pragma once
// Structured logs: one JSON object a line on standard error, by spdlog. No header but this one is needed to write one.

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/result.h"

namespace pictor::observe {

enum class Level { kDebug, kInfo, kWarning, kError };

/// One member of a line. Borrowed for the call.
struct Field {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double, bool> value;
  Field(std::string_view n, std::string_view v) : name(n), value(v) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  template <class I>
    requires std::is_integral_v<I>
  Field(std::string_view n, I v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

/// Sets the lowest level written, once at start. Before it, and in tests, warnings and errors are written.
void set_log_level(Level level);
/// `{"time":…,"level":…,"event":"codec.died",…}`. `event` is dotted and fixed; what varies goes into fields. Never log
/// secrets. Any thread; does not throw; queues no memory.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});
/// A failure with its code, message and cause.
void log_error(std::string_view event, const Error& error, std::initializer_list<Field> fields = {});

}  // namespace pictor::observe
