#include "cdn/cloudfront/cloudfront_target.h"

#include "cdn/cloudfront/invalidation.h"
#include "digest/sha256.h"

namespace pictor::cdn {
namespace {

/// CloudFront has one endpoint for the world, which signs as this region.
const aws::Scope kScope{.region = "us-east-1", .service = "cloudfront"};
constexpr std::string_view kVersion = "/2020-05-31";

aws::Target target_at(const std::string& endpoint) {
  const std::size_t colon = endpoint.find("://");
  return {.scheme = endpoint.substr(0, colon), .authority = endpoint.substr(colon + 3), .path = "/", .query = {}};
}

}  // namespace

CloudfrontTarget::CloudfrontTarget(CloudfrontOptions options, const Clock& clock, aws::Environment environment)
    : options_(std::move(options)), clock_(clock), credentials_(http_, clock, std::move(environment)) {}

std::string CloudfrontTarget::spell(const Purge& purge) const {
  if (is_path(purge.item)) return purge.item;
  if (options_.has_tags) return "#" + purge.item;
  return purge.tenant.empty() ? "/t/*" : "/t/" + purge.tenant.str() + "/*";
}

Result<net::HttpAnswer> CloudfrontTarget::call(const std::string& method, const std::string& path,
                                               aws::QueryPairs query, const std::string& body, Deadline deadline) {
  const Result<aws::Credentials> credentials = credentials_.get();
  if (!credentials) {
    return fail(ErrorCode::kStorageUnavailable, "there are no credentials for CloudFront", credentials.error().cause);
  }
  aws::Target target = target_at(options_.endpoint);
  target.path = std::string(kVersion) + "/distribution/" + options_.distribution + "/invalidation" + path;
  target.query = std::move(query);
  net::HttpRequest request{.method = method, .url = {}, .headers = {}, .body = as_bytes(body)};
  if (!body.empty()) request.headers.push_back({"Content-Type", "application/xml"});
  aws::sign(request, target, digest::sha256_hex(as_bytes(body)), *credentials, kScope, clock_.now());
  return http_.send(request, deadline);
}

Result<std::string> CloudfrontTarget::submit(const PurgeBatch& batch, Deadline deadline) {
  const net::HttpAnswer answer = TRY(call("POST", "", {}, invalidation_document(batch), deadline));
  const Invalidation made = TRY(read_invalidation(answer));
  return made.completed ? std::string() : made.id;
}

Result<bool> CloudfrontTarget::is_completed(const std::string& receipt, Deadline deadline) {
  const net::HttpAnswer answer = TRY(call("GET", "/" + receipt, {}, "", deadline));
  return TRY(read_invalidation(answer)).completed;
}

Result<std::string> CloudfrontTarget::check(Deadline deadline) {
  const net::HttpAnswer answer = TRY(call("GET", "", {{"MaxItems", "1"}}, "", deadline));
  if (std::optional<Error> refusal = read_refusal(answer)) {
    refusal->message = "CloudFront does not let us look at " + options_.distribution;
    return std::unexpected(*std::move(refusal));
  }
  return options_.distribution + " answers";
}

}  // namespace pictor::cdn
