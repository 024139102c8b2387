#include "cdn/edge_log.h"

#include <algorithm>

#include "base/clock.h"
#include "base/number.h"
#include "delivery/delivery_path.h"

namespace pictor::cdn {
namespace {

/// A URL has at most 8 KB and all headers 20 KB, each byte of which may be written as `%XX`.
constexpr std::size_t kLongestLine = 64 << 10;
constexpr std::string_view kFieldsMark = "#Fields:";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::int64_t> count_from(std::string_view text) {
  const auto number = number_from<std::int64_t>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

std::optional<std::chrono::sys_days> day_from(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto time = parse_rfc3339(std::string(text) + "T00:00:00Z");
  return time ? std::optional(std::chrono::floor<std::chrono::days>(*time)) : std::nullopt;
}

bool is_of_a_picture(std::string_view status) { return status == "200" || status == "206" || status == "304"; }

}  // namespace

void EdgeLogReader::add(Bytes text) {
  std::string_view rest(reinterpret_cast<const char*>(text.data()), text.size());
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view part = rest.substr(0, end);
    too_long_ = too_long_ || line_.size() + part.size() > kLongestLine;
    if (!too_long_) line_ += part;
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
    read_line(line_);
    line_.clear();
    too_long_ = false;
  }
}

Result<EdgeLogCounts> EdgeLogReader::finish() {
  if (!line_.empty() || too_long_) read_line(line_);
  line_.clear();
  if (column_count_ == 0)
    return fail(ErrorCode::kUnprocessable, "the file is no standard log", "it names no fields that are known");
  return counts_;
}

void EdgeLogReader::read_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!too_long_ && (line.empty() || line.front() == '#')) {
    if (line.starts_with(kFieldsMark)) read_field_names(line.substr(kFieldsMark.size()));
    return;
  }
  const std::vector<std::string_view> values = split(line, '\t');
  if (too_long_ || column_count_ == 0 || values.size() != column_count_) {
    ++counts_.damaged;
    return;
  }
  const EdgeLogCounts before = counts_;
  const auto delivery = read_delivery(values);
  if (delivery) {
    ++counts_.deliveries;
    take_(*delivery);
  } else if (counts_ == before) {
    ++counts_.damaged;
  }
}

void EdgeLogReader::read_field_names(std::string_view text) {
  constexpr std::array<std::string_view, kFields> kNames = {"date",
                                                            "sc-bytes",
                                                            "cs-method",
                                                            "cs-uri-stem",
                                                            "sc-status",
                                                            "x-edge-response-result-type",
                                                            "x-edge-detailed-result-type",
                                                            "sc-content-len"};
  while (text.starts_with(' ')) text.remove_prefix(1);
  const std::vector<std::string_view> names = split(text, ' ');
  column_count_ = 0;
  for (std::size_t field = 0; field < kNames.size(); ++field) {
    const auto found = std::ranges::find(names, kNames[field]);
    if (found == names.end()) return;
    columns_[field] = static_cast<std::size_t>(found - names.begin());
  }
  column_count_ = names.size();
}

/// Nothing, and `others` counted, for a line of something else; nothing and no more for one that is damaged.
std::optional<EdgeDelivery> EdgeLogReader::read_delivery(const std::vector<std::string_view>& values) {
  const auto value = [&](Field field) { return values[columns_[field]]; };
  const auto day = day_from(value(kDate));
  const auto sent = count_from(value(kBytes));
  if (!day || !sent || !count_from(value(kStatus))) return std::nullopt;
  const bool confirmed = value(kResult) == "RefreshHit";
  const bool cached = confirmed || value(kResult) == "Hit" || value(kDetailedResult) == "OriginShieldHit";
  const std::string_view path = value(kPath);
  if (value(kMethod) != "GET" || !cached || !is_of_a_picture(value(kStatus)) || !path.starts_with("/t/")) {
    ++counts_.others;
    return std::nullopt;
  }
  const auto url = delivery::delivery_path_from(path);
  const auto picture = url ? delivery::picture_from(url->picture) : std::unexpected(url.error());
  if (!picture) return std::nullopt;
  const std::int64_t length = value(kStatus) == "304" ? 0 : count_from(value(kLength)).value_or(*sent);
  return EdgeDelivery{.tenant = url->tenant,
                      .image = url->image,
                      .preset = picture->preset,
                      .day = *day,
                      .requests = confirmed ? 0 : 1,
                      .bytes = std::min(length, *sent)};  // what was sent has headers in it, and may end early
}

}  // namespace pictor::cdn
