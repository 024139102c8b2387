#include "base/random.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace pictor {

namespace {

void fill_from_kernel(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    ssize_t n = ::getrandom(out.data(), out.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) std::abort();
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

/// Bytes that the kernel gave this thread and nobody has been given yet; a process that forks goes on with others, for
/// it executes another program.
class Drawn {
 public:
  void give(std::span<std::uint8_t> out) {
    if (out.size() > bytes_.size() - next_) {
      fill_from_kernel(bytes_);
      next_ = 0;
    }
    const auto given = std::span(bytes_).subspan(next_, out.size());
    std::ranges::copy(given, out.begin());
    std::ranges::fill(given, std::uint8_t{0});
    next_ += out.size();
  }

 private:
  std::array<std::uint8_t, 1024> bytes_;
  std::size_t next_ = sizeof(bytes_);
};

constexpr std::size_t kSmallDraw = 64;

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  thread_local Drawn drawn;
  if (out.size() > kSmallDraw) return fill_from_kernel(out);
  drawn.give(out);
}

}  // namespace pictor
