#pragma once

#include <string>
#include <vector>

namespace pictor::test {

/// The fields of one line of CloudFront's standard logs that are looked at.
struct EdgeLogLine {
  std::string path;
  std::string result = "Hit";
  std::string status = "200";
  std::string sent = "1500";    ///< sc-bytes
  std::string length = "1000";  ///< sc-content-len
  std::string day = "2027-01-14";
  std::string method = "GET";
  std::string detailed = "Hit";
};

/// All 33 fields, without the line break.
std::string edge_log_line(const EdgeLogLine& line);
/// A whole log with its two first lines.
std::string edge_log(const std::vector<std::string>& lines);
std::string gzipped(const std::string& text);

}  // namespace pictor::test
