#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::cdn {

/// Unpacks gzip (RFC 1952), of one member or several, in pieces. Memory: 100 KB, whatever comes.
class Gunzip {
 public:
  using Take = std::function<void(Bytes)>;

  /// More than `max_bytes` unpacked is refused.
  Gunzip(std::int64_t max_bytes, Take take);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Hands on what these bytes unpack to. Errors: kUnprocessable for what is no gzip, is damaged or too large.
  Result<void> add(Bytes packed);
  /// Errors: kUnprocessable when the end is missing.
  Result<void> finish();

 private:
  struct Stream;
  Result<void> unpack_some();

  std::unique_ptr<Stream> stream_;
  std::int64_t bytes_left_;
  Take take_;
  bool ended_ = false;  ///< between members
};

}  // namespace pictor::cdn
