#include "cdn/cloudfront/signed_url.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/number.h"

namespace pictor::cdn {
namespace {

constexpr std::array<std::string_view, 5> kOwnParameters = {"Expires", "Policy", "Signature", "Key-Pair-Id",
                                                            "Hash-Algorithm"};

/// Base64 whose characters stand in URLs and cookies.
std::string safe_base64(std::string_view bytes) {
  std::string text = to_base64(as_bytes(bytes));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '=', '_');
  std::ranges::replace(text, '/', '~');
  return text;
}

std::string epoch_seconds(Time time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

bool has_own_parameters(std::string_view url) {
  const std::size_t question = url.find('?');
  if (question == std::string_view::npos) return false;
  std::string_view query = url.substr(question + 1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (std::ranges::count(kOwnParameters, pair.substr(0, pair.find('='))) > 0) return true;
  }
  return false;
}

/// What stands in a policy as it is: no escape is needed, and no wildcard is given away.
Result<void> check_url(std::string_view url) {
  const bool absolute = url.starts_with("https://") || url.starts_with("http://");
  const bool clean = std::ranges::all_of(url, [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"\\*#<>").find(c) == std::string_view::npos;
  });
  const std::size_t host = url.find("//") + 2;
  if (!absolute || !clean || url.find('/', host) == std::string_view::npos || url.find('/', host) == host) {
    return fail_parameter("url",
                          "a URL to sign is absolute and of visible ASCII, without *, \\, quotes and a fragment");
  }
  if (has_own_parameters(url)) return fail_parameter("url", "the URL has a signature already");
  return {};
}

bool is_number_up_to(std::string_view text, int highest) {
  const auto number = number_from<int>(text);
  const bool one_spelling = text.size() == 1 || !text.starts_with('0');
  return number && one_spelling && *number >= 0 && *number <= highest;
}

/// `192.0.2.1` becomes `192.0.2.1/32`. nullopt for what is no IPv4 network.
std::optional<std::string> network_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  std::string_view address = text.substr(0, slash);
  const std::string_view bits = slash == std::string_view::npos ? "32" : text.substr(slash + 1);
  const std::string network = std::string(address) + "/" + std::string(bits);
  for (int octet = 0; octet < 4; ++octet) {
    const std::size_t dot = octet < 3 ? address.find('.') : address.size();
    if (dot == std::string_view::npos || !is_number_up_to(address.substr(0, dot), 255)) return std::nullopt;
    address.remove_prefix(std::min(dot + 1, address.size()));
  }
  return is_number_up_to(bits, 32) ? std::optional(network) : std::nullopt;
}

bool is_canned(const Terms& terms) { return !terms.from && !terms.cidr; }

/// The members in the order that AWS's own signer writes them: a canned policy is not sent, so CloudFront must build
/// the same bytes. Without a Resource a policy would open every distribution of the key: there is no such text here.
Result<std::string> policy_of(const std::string& resource, const Terms& terms) {
  std::string condition = R"({"DateLessThan":{"AWS:EpochTime":)" + epoch_seconds(terms.until) + "}";
  if (terms.from) {
    if (*terms.from >= terms.until) return fail_parameter("from", "it would end before it begins");
    condition += R"(,"DateGreaterThan":{"AWS:EpochTime":)" + epoch_seconds(*terms.from) + "}";
  }
  if (terms.cidr) {
    const std::optional<std::string> network = network_of(*terms.cidr);
    if (!network) return fail_parameter("cidr", "it must be an IPv4 address, or a network like 192.0.2.0/24");
    condition += R"(,"IpAddress":{"AWS:SourceIp":")" + *network + R"("})";
  }
  return R"({"Statement":[{"Resource":")" + resource + R"(","Condition":)" + condition + "}}]}";
}

}  // namespace

std::string CloudfrontSigner::signature_of(std::string_view policy) const {
  return safe_base64(key_.sign(options_.hash, policy));
}

Result<std::string> CloudfrontSigner::sign_url(const std::string& url, const Terms& terms) const {
  TRY_VOID(check_url(url));
  const std::string policy = TRY(policy_of(url, terms));
  std::string signed_url = url + (url.find('?') == std::string::npos ? "?" : "&");
  signed_url += is_canned(terms) ? "Expires=" + epoch_seconds(terms.until) : "Policy=" + safe_base64(policy);
  signed_url += "&Key-Pair-Id=" + options_.key_id + "&Signature=" + signature_of(policy);
  if (options_.hash == digest::SignatureHash::kSha256) signed_url += "&Hash-Algorithm=SHA256";
  return signed_url;
}

Result<std::vector<Cookie>> CloudfrontSigner::sign_cookies(const std::string& prefix, const Terms& terms) const {
  TRY_VOID(check_url(prefix));
  if (!prefix.ends_with('/') || prefix.contains('?')) {
    return fail_parameter("prefix", "what cookies open ends with a slash and has no query");
  }
  const std::string policy = TRY(policy_of(prefix + "*", terms));
  std::vector<Cookie> cookies = {{"CloudFront-Policy", safe_base64(policy)},
                                 {"CloudFront-Signature", signature_of(policy)},
                                 {"CloudFront-Key-Pair-Id", options_.key_id}};
  if (options_.hash == digest::SignatureHash::kSha256) cookies.push_back({"CloudFront-Hash-Algorithm", "SHA256"});
  return cookies;
}

}  // namespace pictor::cdn
