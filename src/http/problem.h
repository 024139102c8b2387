#pragma once
// RFC 9457. The only place where an ErrorCode meets an HTTP status.

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/refusal.h"
#include "http/response.h"

namespace pictor::http {

/// How an error code appears in HTTP.
struct ProblemKind {
  ErrorCode code;
  int status;
  std::string_view shown_code;  ///< one of the contract's
  std::string_view title;
};

const ProblemKind& problem_kind(ErrorCode code);

/// The problem document of a failure, with its headers: WWW-Authenticate with 401, Retry-After with 429 and 503. The
/// cause, and every detail of kInternal, stay out of it.
Response problem_response(const Error& error, std::string_view request_id);
/// The same for a request that broke the protocol.
Response refusal_response(const Refusal& refusal, std::string_view request_id);
/// 405 with Allow.
Response method_problem(std::string_view allow, std::string_view request_id);
/// 416 with Content-Range (RFC 9110 section 15.5.17).
Response range_problem(std::int64_t size, std::string_view request_id);

}  // namespace pictor::http
