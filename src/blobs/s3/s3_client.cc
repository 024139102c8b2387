#include "blobs/s3/s3_client.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <pugixml.hpp>
#include <thread>

#include "blobs/s3/post_policy.h"
#include "digest/sha256.h"

namespace pictor::blobs {
namespace {

constexpr std::string_view kDown = "the storage is not available";

S3Attempt judge_attempt(const S3Call& call, Result<net::HttpAnswer> answer) {
  S3Attempt attempted;
  attempted.last = {.code = ErrorCode::kStorageUnavailable, .message = std::string(kDown)};
  if (!answer) {
    attempted.last.cause = "S3 " + call.method + " " + call.key + ": " + answer.error().cause;
    return attempted;
  }
  const bool may_hold_error = answer->status / 100 != 2 || call.error_in_success;
  const std::string code = may_hold_error ? s3_error_code(answer->body) : "";
  const int status = call.error_in_success && !code.empty() && answer->status == 200 ? 500 : answer->status;
  attempted.verdict = judge(status, code);
  attempted.last.cause = s3_failure(call, *answer).error().cause;
  attempted.answer = std::move(*answer);
  return attempted;
}

/// RFC 9110 section 5.6.7, the form that servers send: `Wed, 25 Nov 2026 14:30:00 GMT`.
std::optional<Time> parse_http_date(std::string_view text) {
  tm parts{};
  if (::strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr) return std::nullopt;
  return Time(std::chrono::seconds(::timegm(&parts)));
}

}  // namespace

std::string s3_error_code(Bytes document) {
  pugi::xml_document parsed;
  if (!parsed.load_buffer(document.data(), document.size())) return "";
  return parsed.child("Error").child("Code").child_value();
}

std::unexpected<Error> s3_failure(const S3Call& call, const net::HttpAnswer& answer) {
  return fail(
      ErrorCode::kStorageUnavailable, std::string(kDown),
      "S3 " + call.method + " " + call.key + ": " + std::to_string(answer.status) + " " + s3_error_code(answer.body));
}

S3Client::S3Client(S3Location location, const Clock& clock, RandomSource& random, const S3Options& options,
                   aws::Environment environment)
    : location_(std::move(location)),
      clock_(clock),
      random_(random),
      options_(options),
      credentials_(http_, clock, std::move(environment)) {}

aws::Target S3Client::target_of(const S3Call& call) const {
  aws::Target target{.scheme = location_.scheme, .authority = location_.authority, .path = "/", .query = call.query};
  if (location_.path_style) {
    target.path += location_.bucket + "/";
  } else {
    target.authority = location_.bucket + "." + location_.authority;
  }
  target.path += call.key;
  return target;
}

Time S3Client::signing_time() const { return clock_.now() + std::chrono::milliseconds(clock_offset_ms_.load()); }

/// Signed anew for each attempt: signatures hold the time, and credentials may have been replaced.
Result<net::HttpRequest> S3Client::request_of(const S3Call& call) {
  const aws::Credentials credentials = TRY(credentials_.get());
  if (call.answer_fd >= 0) {  // what an earlier attempt left
    if (::ftruncate(call.answer_fd, 0) != 0 || ::lseek(call.answer_fd, 0, SEEK_SET) != 0) {
      return fail_errno(ErrorCode::kStorageUnavailable, std::string(kDown), "ftruncate", errno);
    }
  }
  net::HttpRequest request{.method = call.method,
                           .url = {},
                           .headers = call.headers,
                           .body = call.body,
                           .body_fd = call.body_fd,
                           .body_offset = call.body_offset,
                           .body_bytes = call.body_bytes,
                           .answer_fd = call.answer_fd};
  const std::string payload = call.payload_sha256.empty() ? digest::sha256_hex(call.body) : call.payload_sha256;
  aws::sign(request, target_of(call), payload, credentials, {location_.region, "s3"}, signing_time());
  return request;
}

void S3Client::correct_clock(const net::HttpAnswer& answer) {
  if (const std::optional<Time> theirs = parse_http_date(answer.header("date"))) {
    clock_offset_ms_ = (*theirs - clock_.now()).count();
  }
}

Result<PostForm> S3Client::post_form(const std::string& key, const UploadPermit& permit) {
  const PostTarget target{
      .url = aws::to_url(target_of({.key = ""})), .bucket = location_.bucket, .key = key, .region = location_.region};
  return sign_post_form(target, permit, TRY(credentials_.get()), signing_time());
}

Result<net::HttpAnswer> S3Client::call(const S3Call& call) { return std::move(call_all({&call, 1}).front()); }

/// One attempt at every call that is not decided. What to wait before the next; nullopt: there is nothing to repeat.
std::optional<std::chrono::milliseconds> S3Client::attempt(std::span<const S3Call> calls, std::span<S3Attempt> attempts,
                                                           int number, Deadline deadline) {
  std::vector<std::size_t> open;
  std::vector<net::HttpRequest> requests;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (attempts[i].is_decided()) continue;
    Result<net::HttpRequest> request = request_of(calls[i]);
    if (!request) {
      attempts[i].last = std::move(request).error();
      continue;
    }
    open.push_back(i);
    requests.push_back(std::move(*request));
  }
  std::vector<Result<net::HttpAnswer>> answers = http_.send_all(requests, deadline);
  std::optional<std::chrono::milliseconds> delay;
  for (std::size_t n = 0; n < open.size(); ++n) {
    S3Attempt& now = attempts[open[n]] = judge_attempt(calls[open[n]], std::move(answers[n]));
    if (now.verdict == Verdict::kFine) budget_.succeed();
    if (now.verdict == Verdict::kSkewed) correct_clock(*now.answer);
    if (now.is_decided()) continue;
    const std::string_view retry_after = now.answer ? now.answer->header("x-amz-retry-after") : "";
    const auto wanted = retry_delay(number, now.verdict, retry_after, random_);
    delay = std::max(delay.value_or(wanted), wanted);
  }
  return delay;
}

std::vector<Result<net::HttpAnswer>> S3Client::call_all(std::span<const S3Call> calls) {
  const Deadline deadline = std::chrono::steady_clock::now() + options_.call_timeout;
  std::vector<S3Attempt> attempts(calls.size());
  for (int number = 1; number <= kMaxAttempts; ++number) {
    const auto delay = attempt(calls, attempts, number, deadline);
    if (!delay || number == kMaxAttempts || !budget_.take()) break;
    if (std::chrono::steady_clock::now() + *delay >= deadline) break;
    std::this_thread::sleep_for(*delay);  // backing off is the point
  }
  std::vector<Result<net::HttpAnswer>> results;
  for (S3Attempt& one : attempts) {
    if (one.is_decided()) {
      results.emplace_back(std::move(*one.answer));
    } else {
      results.emplace_back(std::unexpected(std::move(one.last)));
    }
  }
  return results;
}

}  // namespace pictor::blobs
