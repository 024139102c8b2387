#include "http/problem.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <map>

namespace pictor::http {
namespace {

boost::json::object document(const Response& response) {
  return boost::json::parse(std::get<std::string>(response.body)).as_object();
}

/// Codes and statuses of the contract's table, but for those of limits that come later.
const std::map<std::string, int> kContract = {
    {"invalid_request", 400},   {"invalid_parameter", 400}, {"missing_file", 400},  {"unauthenticated", 401},
    {"forbidden", 403},         {"not_found", 404},         {"conflict", 409},      {"gone", 410},
    {"too_large", 413},         {"unsupported_type", 415},  {"corrupt_image", 422}, {"too_many_pixels", 422},
    {"too_many_frames", 422},   {"unprocessable", 422},     {"overloaded", 503},    {"storage_unavailable", 503},
    {"deadline_exceeded", 504}, {"internal", 500},
};

TEST(Problem, SpeaksTheCodesOfTheContract) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    auto code = static_cast<ErrorCode>(i);
    const ProblemKind& kind = problem_kind(code);
    EXPECT_EQ(kind.code, code);
    auto known = kContract.find(std::string(kind.shown_code));
    ASSERT_NE(known, kContract.end()) << kind.shown_code;
    EXPECT_EQ(kind.status, known->second) << kind.shown_code;
  }
}

TEST(Problem, CarriesTheFactsAndTheRequestId) {
  Error error = fail_limit(ErrorCode::kTooManyPixels, "too many pixels", 100, 200).error();
  Response response = problem_response(error, "req-1");
  auto body = document(response);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
  EXPECT_EQ(body["code"], "too_many_pixels");
  EXPECT_EQ(body["status"], 422);
  EXPECT_EQ(body["limit"], 100);
  EXPECT_EQ(body["actual"], 200);
  EXPECT_EQ(body["request_id"], "req-1");
  EXPECT_EQ(body["detail"], "too many pixels");
}

TEST(Problem, HidesCausesAndInternalDetails) {
  Error error{.code = ErrorCode::kInternal, .message = "secret message", .cause = "secret cause"};
  std::string text = std::get<std::string>(problem_response(error, "r").body);
  EXPECT_EQ(text.find("secret"), std::string::npos);
  error.code = ErrorCode::kStorageUnavailable;
  text = std::get<std::string>(problem_response(error, "r").body);
  EXPECT_EQ(text.find("cause"), std::string::npos);
}

TEST(Problem, SaysWhenToComeAgainByWhatIsBefore) {
  const auto said = [](const Error& error) {
    return std::string(*problem_response(error, "r").headers.find("Retry-After"));
  };
  EXPECT_EQ(said({.code = ErrorCode::kOverloaded, .actual = 7}), "7");
  EXPECT_EQ(said({.code = ErrorCode::kOverloaded, .actual = 0}), "1");
  EXPECT_EQ(said({.code = ErrorCode::kOverloaded, .actual = 5000}), "60");
  EXPECT_EQ(said({.code = ErrorCode::kOverloaded}), "2") << "nothing was predicted";
  EXPECT_EQ(said({.code = ErrorCode::kStorageUnavailable}), "2");
  auto body = document(problem_response({.code = ErrorCode::kOverloaded, .actual = 7}, "r"));
  EXPECT_EQ(body["retry_after"], 7);
  EXPECT_FALSE(body.contains("actual"));
}

TEST(Problem, SaysHowToAuthenticateAndWhenToComeAgain) {
  EXPECT_TRUE(problem_response(Error{.code = ErrorCode::kUnauthenticated}, "r").headers.has("WWW-Authenticate"));
  EXPECT_TRUE(problem_response(Error{.code = ErrorCode::kOverloaded}, "r").headers.has("Retry-After"));
  EXPECT_FALSE(problem_response(Error{.code = ErrorCode::kNotFound}, "r").headers.has("Retry-After"));
}

TEST(Problem, NamesAllowedMethodsAndTheSizeBehindARange) {
  EXPECT_EQ(method_problem("GET, HEAD", "r").headers.find("Allow"), "GET, HEAD");
  EXPECT_EQ(range_problem(10, "r").headers.find("Content-Range"), "bytes */10");
}

}  // namespace
}  // namespace pictor::http
