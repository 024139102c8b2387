#pragma once
// The few calls of the S3 API that a blob store needs, with signatures, retries and deadlines.

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aws/credentials.h"
#include "base/random.h"
#include "blobs/blob_store.h"
#include "blobs/s3/retry.h"
#include "blobs/s3/s3_location.h"
#include "net/http_client.h"

namespace pictor::blobs {

struct S3Options {
  std::chrono::seconds call_timeout{60};  ///< of one call with all its attempts, and of each part of a large upload
};

/// A call: `key` is relative to the bucket. The body is borrowed.
struct S3Call {
  std::string method = "GET";
  std::string key;
  aws::QueryPairs query = {};
  std::vector<net::HttpHeader> headers = {};
  Bytes body = {};
  int body_fd = -1;
  std::int64_t body_offset = 0;
  std::int64_t body_bytes = 0;
  std::string payload_sha256 = {};  ///< hex; empty: that of `body`
  int answer_fd = -1;
  bool error_in_success = false;  ///< of a call that may answer 200 with an error document (CompleteMultipartUpload)
};

/// A call on its way: what its last attempt came to.
struct S3Attempt {
  Verdict verdict = Verdict::kRetry;
  std::optional<net::HttpAnswer> answer;
  Error last;
  bool is_decided() const { return verdict == Verdict::kFine || verdict == Verdict::kFinal; }
};

/// Any thread; calls block. Errors: kStorageUnavailable when no final answer came: the store is down, throttles on, or
/// the deadline passed. Any final answer of the store, also 4xx, is a value.
class S3Client {
 public:
  S3Client(S3Location location, const Clock& clock, RandomSource& random, const S3Options& options = {},
           aws::Environment environment = aws::process_environment());

  Result<net::HttpAnswer> call(const S3Call& call);
  /// All at the same time, each retried as alone.
  std::vector<Result<net::HttpAnswer>> call_all(std::span<const S3Call> calls);

  /// Errors: kStorageUnavailable when there are no credentials.
  Result<PostForm> post_form(const std::string& key, const UploadPermit& permit);

  const S3Location& location() const { return location_; }

 private:
  aws::Target target_of(const S3Call& call) const;
  Result<net::HttpRequest> request_of(const S3Call& call);
  std::optional<std::chrono::milliseconds> attempt(std::span<const S3Call> calls, std::span<S3Attempt> attempts,
                                                   int number, Deadline deadline);
  void correct_clock(const net::HttpAnswer& answer);
  Time signing_time() const;

  S3Location location_;
  const Clock& clock_;
  RandomSource& random_;
  S3Options options_;
  net::HttpClient http_;
  aws::CredentialSource credentials_;
  RetryBudget budget_;
  std::atomic<std::int64_t> clock_offset_ms_ = 0;  ///< what the store's clock is ahead of ours
};

/// <Code> of an error document; empty where there is none.
std::string s3_error_code(Bytes document);
/// A final answer that is not what was hoped for, for the log.
std::unexpected<Error> s3_failure(const S3Call& call, const net::HttpAnswer& answer);

}  // namespace pictor::blobs
