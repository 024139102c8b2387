// What confinement costs: a transform in a codec process against the same in-process: confinement_bench FILE…
// CPU of a transform to a 600 px JPEG: this process and its codec processes together against the thread that calls
// render(), in turns; the median of the rounds' ratios, whose two sides ran within a moment of each other.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "codec/child/image_work.h"
#include "codec/child/serve_requests.h"
#include "codec/pool/process_pool.h"
#include "image/render.h"

namespace pictor::codec {
namespace {

constexpr int kRounds = 25;

double clock_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// CPU of the children of all our threads: the first number of schedstat is nanoseconds (proc(5)).
double children_ms() {
  double sum = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    for (long pid = 0; children >> pid;) {
      double nanoseconds = 0;
      std::ifstream("/proc/" + std::to_string(pid) + "/schedstat") >> nanoseconds;
      sum += nanoseconds / 1e6;
    }
  }
  return sum;
}

image::Plan plan() { return {.renditions = {{.box_width = 600, .box_height = 600}}}; }

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double alone_ms(int file, std::size_t size) {
  const double start = clock_ms(CLOCK_THREAD_CPUTIME_ID);
  void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  std::vector<std::uint8_t> made;
  const auto collect = [&made](Bytes bytes) -> Result<void> {
    made.insert(made.end(), bytes.begin(), bytes.end());
    return {};
  };
  if (!image::render({static_cast<const std::uint8_t*>(mapped), size}, plan(), collect, [](double) {})) std::exit(1);
  ::munmap(mapped, size);
  return clock_ms(CLOCK_THREAD_CPUTIME_ID) - start;
}

double confined_ms(int file, std::size_t size, ProcessPool& pool) {
  const double before = clock_ms(CLOCK_PROCESS_CPUTIME_ID) + children_ms();
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  const Input input{file, static_cast<std::int64_t>(size)};
  if (!pool.render(input, plan(), {Lane::kInteractive}, deadline, {}, [](double) {})) std::exit(1);
  const double after = clock_ms(CLOCK_PROCESS_CPUTIME_ID) + children_ms();
  const double reading = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
  children_ms();
  return after - before - (clock_ms(CLOCK_PROCESS_CPUTIME_ID) - reading);
}

void measure(const char* path, ProcessPool& pool, std::vector<double>& ratios) {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  struct stat facts{};
  ::fstat(file.get(), &facts);
  const auto size = static_cast<std::size_t>(facts.st_size);
  confined_ms(file.get(), size, pool);  // a process that has just started still loads its libraries
  std::vector<double> alone, confined, rounds;
  for (int i = 0; i < kRounds; ++i) {
    alone.push_back(alone_ms(file.get(), size));
    confined.push_back(confined_ms(file.get(), size, pool));
    rounds.push_back(confined.back() / alone.back());
  }
  ratios.push_back(median(rounds));
  std::printf("%-44s in-process %7.2f ms, confined %7.2f ms: %.3f\n", std::filesystem::path(path).filename().c_str(),
              median(alone), median(confined), ratios.back());
}

}  // namespace
}  // namespace pictor::codec

int main(int argc, char** argv) {
  using namespace pictor::codec;  // NOLINT: a program of one file
  if (argc > 1 && std::string_view(argv[1]) == "codec") {
    ImageWork work;
    ::_exit(serve_requests(work));
  }
  ProcessPool pool({.render_processes = 1});
  if (!pool.check()) return 1;
  std::vector<double> ratios;
  for (int i = 1; i < argc; ++i) measure(argv[i], pool, ratios);
  if (!ratios.empty()) std::printf("median of %zu: %.3f\n", ratios.size(), pictor::codec::median(ratios));
}
