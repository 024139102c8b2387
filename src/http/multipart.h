#pragma once
// Streaming reader of multipart/form-data (RFC 7578, RFC 2046 section 5.1). Bytes are pushed in whatever pieces they
// arrive; parts are pushed out. Memory is bounded by the limits, time is linear, nothing recurses.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::http {

struct MultipartLimits {
  std::size_t max_part_head = 8 << 10;  ///< bytes of one part's header section -> kInvalidRequest
  int max_parts = 32;                   ///< -> kInvalidRequest
  std::size_t max_preamble = 1 << 10;   ///< bytes in front of the first boundary -> kInvalidRequest
};

/// What a part says of itself.
struct PartHead {
  std::string name;
  std::optional<std::string> file_name;  ///< `filename*` where there is one, else `filename`; UTF-8, any characters
  std::string content_type;              ///< as sent, a hint only; may be empty
};

/// Takes the parts. An error from any of them ends the parsing and is what feed() answers.
class PartSink {
 public:
  virtual ~PartSink() = default;
  virtual Result<void> begin_part(PartHead head) = 0;
  virtual Result<void> part_bytes(Bytes bytes) = 0;
  virtual Result<void> end_part() = 0;
};

/// The boundary of a `Content-Type: multipart/form-data; boundary=…` (1..70 characters of RFC 2046).
/// Errors: kInvalidRequest.
Result<std::string> multipart_boundary(std::string_view content_type);

/// One body. Not used again after an error. One thread at a time.
class MultipartParser {
 public:
  /// `sink` outlives the parser.
  MultipartParser(std::string_view boundary, const MultipartLimits& limits, PartSink& sink);
  /// Errors: kInvalidRequest; the sink's.
  Result<void> feed(Bytes bytes);
  /// Errors: kInvalidRequest when the closing boundary was not seen.
  Result<void> finish();

 private:
  enum class State { kPreamble, kAfterDelimiter, kPartHead, kPartBody, kEpilogue };
  Result<void> feed_content(Bytes& bytes);
  Result<void> emit(Bytes bytes);
  Result<void> end_content();
  Result<void> feed_after_delimiter(Bytes& bytes);
  Result<void> feed_part_head(Bytes& bytes);
  Result<void> begin_part();

  const std::string delimiter_;  ///< CR LF `--` boundary: its only CR is the first byte
  const MultipartLimits limits_;
  PartSink& sink_;
  State state_ = State::kPreamble;
  std::size_t matched_ = 2;  ///< bytes of the delimiter seen last; the body begins as if a line had just ended
  std::size_t preamble_ = 0;
  std::string held_;  ///< what follows a delimiter, or a part's head, so far
  int parts_ = 0;
};

}  // namespace pictor::http
