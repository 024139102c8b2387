#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "codec/pool/process_pool.h"

namespace pictor::codec {

/// An input file with a command for HostileWork.
class Command {
 public:
  explicit Command(std::string_view text);
  Input input() const { return {.fd = fd_.get(), .bytes = bytes_}; }
  std::string content() const;

 private:
  UniqueFd fd_;
  std::int64_t bytes_;
};

/// One renderer and one prober that run HostileWork.
PoolOptions hostile_pool();
/// A plan of one JPEG in a box of 100 pixels.
image::Plan one_rendition();
/// Far enough for anything that is to succeed.
Deadline soon();

/// Of the codec processes.
std::vector<std::string> child_pids();

/// Checks after each test that no descriptor and no child process is left.
class PoolTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

 private:
  std::size_t open_before_ = 0;
};

}  // namespace pictor::codec
