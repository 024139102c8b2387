#pragma once
// The one way expected failures travel: a value, never an exception (broken invariants abort).

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pictor {

/// What went wrong, in the words of the domain. `http/problem.cc` alone maps these to HTTP statuses.
enum class ErrorCode {
  kInvalidRequest,
  kInvalidParameter,
  kMissingFile,
  kUnauthenticated,
  kForbidden,
  kNotFound,
  kConflict,
  kGone,
  kTooLarge,
  kUnsupportedType,
  kCorruptImage,
  kTooManyPixels,
  kTooManyFrames,
  kUnprocessable,
  kOverloaded,
  kStorageUnavailable,
  kDeadlineExceeded,
  kCancelled,  ///< the work was given up on request (image deleted, client gone, shutdown)
  kInternal,
  kInvalidSignature,  ///< of a delivery URL: none where one is needed, a wrong one, one that has expired
  kQuotaExceeded,     ///< the tenant has as much as it may have; `limit` says how much
};

/// Stable snake_case spelling of a code, as it appears in problem documents, logs and job rows.
std::string_view to_string(ErrorCode code);
/// The code spelled `text`; nullopt when there is none.
std::optional<ErrorCode> error_code_from(std::string_view text);

/// An expected failure. `message` is safe to show to a client; `cause` is for the log only.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message = {};
  std::string cause = {};
  std::string field = {};                   ///< name of the offending parameter, when there is one
  std::optional<std::int64_t> limit = {};   ///< the allowed number, when a limit was passed
  std::optional<std::int64_t> actual = {};  ///< the number that passed it
};

template <class T>
using Result = std::expected<T, Error>;

/// `return fail(ErrorCode::kNotFound, "no such image");`
inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string cause = {}) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .cause = std::move(cause)});
}

/// A failure of one parameter of the request.
inline std::unexpected<Error> fail_parameter(std::string field, std::string message) {
  return std::unexpected(
      Error{.code = ErrorCode::kInvalidParameter, .message = std::move(message), .field = std::move(field)});
}

/// A limit that was passed, with both numbers.
inline std::unexpected<Error> fail_limit(ErrorCode code, std::string message, std::int64_t limit, std::int64_t actual) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .limit = limit, .actual = actual});
}

/// Failure of a system call: `errno` text goes to the log, a fixed sentence to the client.
std::unexpected<Error> fail_errno(ErrorCode code, std::string message, std::string_view call, int error_number);

}  // namespace pictor

/// Value of a Result, or an early return of its error (a clang statement expression):
/// `auto facts = TRY(codec.probe(file));`
#define TRY(expression)                                                       \
  ({                                                                          \
    auto try_result_ = (expression);                                          \
    if (!try_result_) return std::unexpected(std::move(try_result_).error()); \
    std::move(try_result_).value();                                           \
  })

/// The same for Result<void>.
#define TRY_VOID(expression)                                                                                   \
  do {                                                                                                         \
    if (auto try_result_ = (expression); !try_result_) return std::unexpected(std::move(try_result_).error()); \
  } while (false)
