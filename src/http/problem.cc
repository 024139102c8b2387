#include "http/problem.h"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>

#include "http/json/json_text.h"

namespace pictor::http {
namespace {

constexpr std::array kKinds = {
    ProblemKind{ErrorCode::kInvalidRequest, 400, "invalid_request", "Invalid request"},
    ProblemKind{ErrorCode::kInvalidParameter, 400, "invalid_parameter", "Invalid parameter"},
    ProblemKind{ErrorCode::kMissingFile, 400, "missing_file", "Missing file"},
    ProblemKind{ErrorCode::kUnauthenticated, 401, "unauthenticated", "Not authenticated"},
    ProblemKind{ErrorCode::kForbidden, 403, "forbidden", "Forbidden"},
    ProblemKind{ErrorCode::kInvalidSignature, 403, "invalid_signature", "Invalid signature"},
    ProblemKind{ErrorCode::kQuotaExceeded, 403, "quota_exceeded", "Quota exceeded"},
    ProblemKind{ErrorCode::kNotFound, 404, "not_found", "Not found"},
    ProblemKind{ErrorCode::kConflict, 409, "conflict", "Conflict"},
    ProblemKind{ErrorCode::kGone, 410, "gone", "Gone"},
    ProblemKind{ErrorCode::kTooLarge, 413, "too_large", "Too large"},
    ProblemKind{ErrorCode::kUnsupportedType, 415, "unsupported_type", "Unsupported type"},
    ProblemKind{ErrorCode::kCorruptImage, 422, "corrupt_image", "Corrupt image"},
    ProblemKind{ErrorCode::kTooManyPixels, 422, "too_many_pixels", "Too many pixels"},
    ProblemKind{ErrorCode::kTooManyFrames, 422, "too_many_frames", "Too many frames"},
    ProblemKind{ErrorCode::kUnprocessable, 422, "unprocessable", "Unprocessable image"},
    ProblemKind{ErrorCode::kOverloaded, 503, "overloaded", "Overloaded"},
    ProblemKind{ErrorCode::kStorageUnavailable, 503, "storage_unavailable", "Storage unavailable"},
    ProblemKind{ErrorCode::kDeadlineExceeded, 504, "deadline_exceeded", "Deadline exceeded"},
    // Whoever still listens after a cancellation is told to come again: the server is going down.
    ProblemKind{ErrorCode::kCancelled, 503, "overloaded", "Cancelled"},
    ProblemKind{ErrorCode::kInternal, 500, "internal", "Internal error"},
};

/// Seconds after which it is worth coming again: of work that was refused, what is before it is predicted to take.
std::int64_t retry_after(const Error& error) {
  constexpr std::int64_t kMoment = 2, kLongest = 60;
  const bool predicted = error.code == ErrorCode::kOverloaded && error.actual;
  return predicted ? std::clamp(*error.actual, std::int64_t{1}, kLongest) : kMoment;
}

Response problem_document(int status, std::string_view code, std::string_view title, const Error& facts,
                          std::string_view request_id) {
  boost::json::object document;
  document["type"] = "urn:pictor:problem:" + std::string(code);
  document["title"] = title;
  document["status"] = status;
  if (!facts.message.empty()) document["detail"] = facts.message;
  document["code"] = code;
  document["request_id"] = request_id;
  if (!facts.field.empty()) document["field"] = facts.field;
  if (facts.limit) document["limit"] = *facts.limit;
  if (status == 503)
    document["retry_after"] = retry_after(facts);
  else if (facts.actual)
    document["actual"] = *facts.actual;
  Response response = json_response(status, json_text(document));
  response.headers.set("Content-Type", "application/problem+json");
  return response;
}

std::string_view code_of_refusal(int status) { return status == 413 ? "too_large" : "invalid_request"; }

}  // namespace

const ProblemKind& problem_kind(ErrorCode code) {
  for (const ProblemKind& kind : kKinds)
    if (kind.code == code) return kind;
  return kKinds.back();
}

Response problem_response(const Error& error, std::string_view request_id) {
  const ProblemKind& kind = problem_kind(error.code);
  Error facts =
      error.code == ErrorCode::kInternal ? Error{.message = "the failure was logged with the request id"} : error;
  Response response = problem_document(kind.status, kind.shown_code, kind.title, facts, request_id);
  if (kind.status == 401) response.headers.add("WWW-Authenticate", "Bearer realm=\"pictor\"");
  if (kind.status == 503) response.headers.add("Retry-After", std::to_string(retry_after(error)));
  return response;
}

Response refusal_response(const Refusal& refusal, std::string_view request_id) {
  return problem_document(refusal.status, code_of_refusal(refusal.status), reason_phrase(refusal.status),
                          Error{.message = refusal.detail}, request_id);
}

Response method_problem(std::string_view allow, std::string_view request_id) {
  Response response = refusal_response({405, "this path has no such method"}, request_id);
  response.headers.add("Allow", std::string(allow));
  return response;
}

Response range_problem(std::int64_t size, std::string_view request_id) {
  Response response = refusal_response({416, "no byte of the range exists"}, request_id);
  response.headers.add("Content-Range", "bytes */" + std::to_string(size));
  return response;
}

}  // namespace pictor::http
