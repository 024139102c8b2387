#include "cdn/cloudfront/invalidation.h"

#include <pugixml.hpp>
#include <sstream>
#include <utility>

namespace pictor::cdn {
namespace {

constexpr std::string_view kNamespace = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

constexpr std::pair<std::string_view, ErrorCode> kCodes[] = {
    {"TooManyInvalidationsInProgress", ErrorCode::kOverloaded},
    {"Throttling", ErrorCode::kOverloaded},
    {"ThrottlingException", ErrorCode::kOverloaded},
    {"RequestLimitExceeded", ErrorCode::kOverloaded},
    {"ServiceUnavailable", ErrorCode::kOverloaded},
    {"ExpiredToken", ErrorCode::kInternal},  // of temporary credentials: others are on their way
    {"NoSuchInvalidation", ErrorCode::kGone},
    {"NoSuchDistribution", ErrorCode::kNotFound},
    {"InvalidationBatchAlreadyExists", ErrorCode::kConflict},
    {"BatchTooLarge", ErrorCode::kTooLarge},
};

ErrorCode code_of(int status, std::string_view name) {
  for (const auto& [known, code] : kCodes) {
    if (name == known) return code;
  }
  if (status == 429) return ErrorCode::kOverloaded;
  if (status == 401 || status == 403) return ErrorCode::kForbidden;
  if (status == 404) return ErrorCode::kNotFound;
  if (status == 413) return ErrorCode::kTooLarge;
  return status == 400 ? ErrorCode::kInvalidRequest : ErrorCode::kInternal;
}

}  // namespace

std::string invalidation_document(const PurgeBatch& batch) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("InvalidationBatch");
  root.append_attribute("xmlns").set_value(std::string(kNamespace).c_str());
  pugi::xml_node paths = root.append_child("Paths");
  paths.append_child("Quantity").text().set(std::to_string(batch.items.size()).c_str());
  pugi::xml_node items = paths.append_child("Items");
  for (const BatchItem& item : batch.items) items.append_child("Path").text().set(item.text.c_str());
  root.append_child("CallerReference").text().set(batch.id.c_str());
  std::ostringstream text;
  document.save(text, "", pugi::format_raw | pugi::format_no_declaration);
  return R"(<?xml version="1.0" encoding="UTF-8"?>)" + text.str();
}

std::optional<Error> read_refusal(const net::HttpAnswer& answer) {
  if (answer.status / 100 == 2) return std::nullopt;
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  const std::string name = document.child("ErrorResponse").child("Error").child_value("Code");
  return Error{.code = code_of(answer.status, name),
               .message = "CloudFront did not take the purge",
               .cause = std::to_string(answer.status) + " " + name};
}

Result<Invalidation> read_invalidation(const net::HttpAnswer& answer) {
  if (std::optional<Error> refusal = read_refusal(answer)) return std::unexpected(*std::move(refusal));
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  const pugi::xml_node root = document.child("Invalidation");
  Invalidation invalidation{.id = root.child_value("Id")};
  const std::string_view status = root.child_value("Status");
  invalidation.completed = status == "Completed";
  if (invalidation.id.empty() || (!invalidation.completed && status != "InProgress")) {
    return fail(ErrorCode::kInternal, "CloudFront's answer cannot be read", "status " + std::string(status));
  }
  return invalidation;
}

}  // namespace pictor::cdn
