#include "observe/process_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>

namespace pictor::observe {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double seconds_of(const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * time.tv_usec; }

}  // namespace

double process_cpu_seconds() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return kUnknown;
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

/// The second number of /proc/self/statm is the resident set in pages (proc(5)).
double process_resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total_pages = 0;
  double resident_pages = 0;
  if (!(statm >> total_pages >> resident_pages)) return kUnknown;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double process_open_fds() {
  std::error_code error;
  std::filesystem::directory_iterator folder("/proc/self/fd", error);
  if (error) return kUnknown;
  double open = 0;
  for (const std::filesystem::directory_iterator end; folder != end; folder.increment(error)) {
    if (error) return kUnknown;
    ++open;
  }
  return open - 1;  // the descriptor that lists the folder is one of them
}

}  // namespace pictor::observe
