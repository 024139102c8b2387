#include "base/result.h"

#include <array>
#include <cstring>

namespace pictor {
namespace {

struct Spelling {
  ErrorCode code;
  std::string_view text;
};

constexpr std::array kSpellings = {
    Spelling{ErrorCode::kInvalidRequest, "invalid_request"},
    Spelling{ErrorCode::kInvalidParameter, "invalid_parameter"},
    Spelling{ErrorCode::kMissingFile, "missing_file"},
    Spelling{ErrorCode::kUnauthenticated, "unauthenticated"},
    Spelling{ErrorCode::kForbidden, "forbidden"},
    Spelling{ErrorCode::kInvalidSignature, "invalid_signature"},
    Spelling{ErrorCode::kQuotaExceeded, "quota_exceeded"},
    Spelling{ErrorCode::kNotFound, "not_found"},
    Spelling{ErrorCode::kConflict, "conflict"},
    Spelling{ErrorCode::kGone, "gone"},
    Spelling{ErrorCode::kTooLarge, "too_large"},
    Spelling{ErrorCode::kUnsupportedType, "unsupported_type"},
    Spelling{ErrorCode::kCorruptImage, "corrupt_image"},
    Spelling{ErrorCode::kTooManyPixels, "too_many_pixels"},
    Spelling{ErrorCode::kTooManyFrames, "too_many_frames"},
    Spelling{ErrorCode::kUnprocessable, "unprocessable"},
    Spelling{ErrorCode::kOverloaded, "overloaded"},
    Spelling{ErrorCode::kStorageUnavailable, "storage_unavailable"},
    Spelling{ErrorCode::kDeadlineExceeded, "deadline_exceeded"},
    Spelling{ErrorCode::kCancelled, "cancelled"},
    Spelling{ErrorCode::kInternal, "internal"},
};

}  // namespace

std::string_view to_string(ErrorCode code) {
  for (const Spelling& s : kSpellings)
    if (s.code == code) return s.text;
  return "internal";
}

std::optional<ErrorCode> error_code_from(std::string_view text) {
  for (const Spelling& s : kSpellings)
    if (s.text == text) return s.code;
  return std::nullopt;
}

std::unexpected<Error> fail_errno(ErrorCode code, std::string message, std::string_view call, int error_number) {
  std::array<char, 128> text{};
  // The GNU strerror_r returns the text, which may or may not be in the buffer.
  std::string cause = std::string(call) + ": " + ::strerror_r(error_number, text.data(), text.size());
  return fail(code, std::move(message), std::move(cause));
}

}  // namespace pictor
