#include "observe/log.h"

#include <spdlog/logger.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>

#include "base/clock.h"
#include "observe/json_line.h"
#include "observe/stalling_reader_sink.h"

namespace pictor::observe {
namespace {

std::string_view name_of(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  std::abort();
}

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  std::abort();
}

JsonLine begin_line(Level level, std::string_view event) {
  JsonLine line;
  line.add("time", format_rfc3339(SystemClock().now()));
  line.add("level", name_of(level));
  line.add("event", event);
  return line;
}

void add_field(JsonLine& line, const Field& field) {
  std::visit([&](auto value) { line.add(field.name, value); }, field.value);
}

std::string lost_lines(std::int64_t lost) {
  JsonLine line = begin_line(Level::kWarning, "log.lost");
  line.add("lines", lost);
  return std::move(line).finish();
}

/// Lives until the process ends, so that destructors of other statics may still log.
spdlog::logger& logger() {
  static spdlog::logger* instance = [] {
    auto* made = new spdlog::logger("pictor", std::make_shared<StallingReaderSink>(STDERR_FILENO, lost_lines));
    made->set_level(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

void write(Level level, JsonLine line) {
  std::string text = std::move(line).finish();
  logger().log(spdlog_level(level), spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace

void set_log_level(Level level) { logger().set_level(spdlog_level(level)); }

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!logger().should_log(spdlog_level(level))) return;
  JsonLine line = begin_line(level, event);
  for (const Field& field : fields) add_field(line, field);
  write(level, std::move(line));
}

void log_error(std::string_view event, const Error& error, std::initializer_list<Field> fields) {
  if (!logger().should_log(spdlog::level::err)) return;
  JsonLine line = begin_line(Level::kError, event);
  line.add("code", to_string(error.code));
  line.add("message", error.message);
  if (!error.cause.empty()) line.add("cause", error.cause);
  if (!error.field.empty()) line.add("field", error.field);
  if (error.limit) line.add("limit", *error.limit);
  if (error.actual) line.add("actual", *error.actual);
  for (const Field& field : fields) add_field(line, field);
  write(Level::kError, std::move(line));
}

}  // namespace pictor::observe
