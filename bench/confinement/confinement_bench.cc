// What confinement costs: a transform in a codec process against the same in-process: confinement_bench FILE…
// CPU of a transform to a 600 px JPEG: this process and its codec processes together against the thread that calls
// render(), in turns; the least of the rounds each.

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

constexpr int kRounds = 15;

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

void measure(const char* path, ProcessPool& pool, std::vector<double>& ratios) {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  struct stat facts{};
  ::fstat(file.get(), &facts);
  const auto size = static_cast<std::size_t>(facts.st_size);
  double alone = 1e9, confined = 1e9;
  for (int i = 0; i < kRounds; ++i) {
    const double start = clock_ms(CLOCK_THREAD_CPUTIME_ID);
    void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    std::vector<std::uint8_t> made;
    const auto collect = [&made](Bytes bytes) -> Result<void> {
      made.insert(made.end(), bytes.begin(), bytes.end());
      return {};
    };
    if (!image::render({static_cast<const std::uint8_t*>(mapped), size}, plan(), collect, [](double) {})) std::exit(1);
    ::munmap(mapped, size);
    alone = std::min(alone, clock_ms(CLOCK_THREAD_CPUTIME_ID) - start);

    const double before = clock_ms(CLOCK_PROCESS_CPUTIME_ID) + children_ms();
    const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    if (!pool.render(Input{file.get(), facts.st_size}, plan(), {Lane::kInteractive}, deadline, {}, [](double) {}))
      std::exit(1);
    const double after = clock_ms(CLOCK_PROCESS_CPUTIME_ID) + children_ms();
    const double reading = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
    children_ms();
    confined = std::min(confined, after - before - (clock_ms(CLOCK_PROCESS_CPUTIME_ID) - reading));
  }
  ratios.push_back(confined / alone);
  std::printf("%-44s in-process %7.2f ms, confined %7.2f ms: %.3f\n", std::filesystem::path(path).filename().c_str(),
              alone, confined, ratios.back());
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
  std::ranges::sort(ratios);
  if (!ratios.empty()) std::printf("median of %zu: %.3f\n", ratios.size(), ratios[ratios.size() / 2]);
}
