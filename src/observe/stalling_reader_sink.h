#pragma once

#include <spdlog/sinks/base_sink.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace pictor::observe {

/// Writes lines to a descriptor that somebody else reads, and drops lines rather than let a stalled reader stall the
/// service: the first line that finds the reader stalled waits up to kPatienceMs, those after it do not wait until the
/// reader moves again. How many lines were lost is told by a line of its own then. Any thread.
class StallingReaderSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  static constexpr int kPatienceMs = 100;

  /// `fd` is borrowed. `loss_line` makes the line that tells of lost ones.
  StallingReaderSink(int fd, std::function<std::string(std::int64_t lost)> loss_line)
      : fd_(fd), loss_line_(std::move(loss_line)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  bool wait_writable(int timeout_ms) const;
  bool write_line(std::string_view line);

  int fd_;
  std::function<std::string(std::int64_t lost)> loss_line_;
  std::int64_t lost_ = 0;  ///< lines dropped since the last one that went out
  bool mid_line_ = false;  ///< the last line was cut short: the next one begins with a line break
};

}  // namespace pictor::observe
