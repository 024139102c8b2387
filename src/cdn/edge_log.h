#pragma once
// CloudFront's standard logs, version 1.0: lines of tab-separated fields behind a line that names them (W3C extended
// log format). https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "delivery/picture.h"
#include "model/ids.h"

namespace pictor::cdn {

/// A picture that the edge gave a client out of its own cache. What it fetched from Pictor is not among them: Pictor
/// has counted that.
struct EdgeDelivery {
  TenantId tenant;
  ImageId image;
  std::optional<delivery::PresetReference> preset;
  std::chrono::sys_days day{};
  int requests = 1;        ///< 0: Pictor counted the request when it confirmed that nothing had changed
  std::int64_t bytes = 0;  ///< of the body
};

struct EdgeLogCounts {
  std::int64_t deliveries = 0;
  std::int64_t others = 0;   ///< lines of anything else: other paths, failures, what Pictor counted itself
  std::int64_t damaged = 0;  ///< lines that no edge writes
  bool operator==(const EdgeLogCounts&) const = default;
};

/// Reads the lines of one log in pieces. A line that is damaged is counted and no more; memory is bounded by the
/// longest line that is read, 64 KB.
class EdgeLogReader {
 public:
  using Take = std::function<void(const EdgeDelivery&)>;
  explicit EdgeLogReader(Take take) : take_(std::move(take)) {}

  void add(Bytes text);
  /// Errors: kUnprocessable for a file that does not say which fields it has, or not those that are needed.
  Result<EdgeLogCounts> finish();

 private:
  enum Field { kDate, kBytes, kMethod, kPath, kStatus, kResult, kDetailedResult, kLength, kFields };

  void read_line(std::string_view line);
  void read_field_names(std::string_view names);
  std::optional<EdgeDelivery> read_delivery(const std::vector<std::string_view>& values);

  Take take_;
  std::string line_;
  bool too_long_ = false;
  std::array<std::size_t, kFields> columns_{};
  std::size_t column_count_ = 0;  ///< 0: not known yet
  EdgeLogCounts counts_;
};

}  // namespace pictor::cdn
