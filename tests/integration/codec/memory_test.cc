// How much memory codec processes take, and that they do not take more and more.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "pool_test.h"
#include "support/sample_files.h"

namespace pictor::codec {
namespace {

#ifndef PICTOR_SANITIZED  // shadow memory and quarantines are most of a sanitized process

constexpr std::int64_t kMiB = 1 << 20;

/// Bytes of the line `name` of status (proc(5)), summed over all codec processes, or the most of one.
struct Memory {
  std::int64_t sum = 0;
  std::int64_t most = 0;
};
Memory memory_of_children(const std::string& name) {
  Memory memory;
  for (const std::string& pid : child_pids()) {
    std::ifstream status("/proc/" + pid + "/status");
    std::string word;
    while (status >> word && word != name + ":") {
    }
    std::int64_t kib = 0;
    status >> kib;
    memory.sum += kib * 1024;
    memory.most = std::max(memory.most, kib * 1024);
  }
  return memory;
}

PoolOptions image_pool(int processes) {
  // Never replaced for their size: a process that grows is to be seen growing.
  return {.render_processes = processes,
          .process = {.arguments = {"codec", "images"}, .memory_limit = 4096 * kMiB, .recycle_rss = 4096 * kMiB}};
}

/// The default presets, the optimized version and the placeholder.
image::Plan everything() {
  image::Plan plan{.optimize = image::OptimizeSpec{}, .placeholder = true};
  for (const int side : {150, 300, 600, 1200})
    for (const Format format : {Format::kJpeg, Format::kWebp})
      plan.renditions.push_back({.box_width = side, .box_height = side, .format = format});
  return plan;
}

class CodecMemory : public PoolTest {};

TEST_F(CodecMemory, StaysBelow100MiBForEverythingOfA24MegapixelJpeg) {
  const test::FileBytes photo = test::make_jpeg({.width = 6000, .height = 4000});
  ProcessPool pool(image_pool(1));
  const Command file(as_text(photo));
  const auto rendered = pool.render(file.input(), everything(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_TRUE(rendered.has_value()) << rendered.error().message << ": " << rendered.error().cause;
  EXPECT_LT(memory_of_children("VmHWM").most / kMiB, 100);
}

/// A source and a plan for every turn, in a fixed order.
struct Mix {
  std::array<test::FileBytes, 8> sources = {
      test::make_jpeg({.width = 1600, .height = 1200}),
      test::make_png({.width = 640, .height = 480, .color = test::PngSample::Color::kRgbAlpha}),
      test::make_webp({.width = 800, .height = 600}),
      test::make_gif({.width = 120, .height = 90, .frames = 4}),
      test::make_jpeg({.width = 1000, .height = 700, .progressive = true}),
      test::make_avif({.width = 320, .height = 240}),
      test::make_jpeg({.width = 900, .height = 600, .color = test::JpegSample::Color::kCmyk}),
      test::make_webp({.width = 300, .height = 200, .alpha = true, .frames = 3})};
  std::array<Format, 5> formats = {Format::kJpeg, Format::kWebp, Format::kPng, Format::kGif, Format::kAvif};

  Result<Rendered> render(ProcessPool& pool, int turn) const {
    const Command file(as_text(sources[turn % sources.size()]));
    const image::RenditionSpec spec{
        .box_width = 40 + turn * 37 % 360, .format = formats[turn % formats.size()], .effort = image::Effort::kFast};
    return pool.render(file.input(), {.renditions = {spec}}, {Lane::kInteractive}, soon(), {}, {});
  }
};

void run_turns(ProcessPool& pool, const Mix& mix, std::atomic<int>& next, int end) {
  constexpr int kConcurrency = 4;
  std::vector<std::jthread> clients;
  for (int i = 0; i < kConcurrency; ++i)
    clients.emplace_back([&] {
      for (int turn = next++; turn < end; turn = next++)
        EXPECT_TRUE(mix.render(pool, turn).has_value()) << "turn " << turn;
    });
  clients.clear();
  next = end;
}

TEST_F(CodecMemory, IsAfter500MixedTransformsWhatItWasAfter50) {
  const Mix mix;
  // One process, so that it has had every source in every format after 50: what it touches first, it keeps.
  ProcessPool pool(image_pool(1));
  std::atomic<int> next = 0;
  run_turns(pool, mix, next, 50);
  const std::int64_t early = memory_of_children("VmRSS").sum;
  ASSERT_GT(early, 0);
  run_turns(pool, mix, next, 500);
  EXPECT_LT(static_cast<double>(memory_of_children("VmRSS").sum) / static_cast<double>(early), 1.2);
}

#endif

}  // namespace
}  // namespace pictor::codec
