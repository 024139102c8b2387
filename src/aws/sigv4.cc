#include "aws/sigv4.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>

#include "digest/hmac.h"
#include "digest/sha256.h"

namespace pictor::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

/// Percent-encoding of RFC 3986, with upper-case digits.
std::string encoded(std::string_view text, bool is_path) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c) || (is_path && c == '/')) {
      out += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

std::string canonical_query(const QueryPairs& query) {
  QueryPairs pairs;
  for (const auto& [name, value] : query) pairs.emplace_back(encoded(name, false), encoded(value, false));
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
  return text;
}

/// Leading, trailing and repeated spaces do not count.
std::string trimmed_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

/// Lower-case names with their values, in order, and the list of the names.
struct SignedHeaders {
  std::string lines;
  std::string names;
};

SignedHeaders canonical_headers(const std::vector<net::HttpHeader>& headers, const std::string& authority) {
  std::map<std::string, std::string> sorted = {{"host", authority}};
  for (const net::HttpHeader& header : headers) {
    std::string name = header.name;
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    sorted[name] = trimmed_value(header.value);
  }
  SignedHeaders signed_headers;
  for (const auto& [name, value] : sorted) {
    signed_headers.lines.append(name).append(":").append(value).append("\n");
    signed_headers.names.append(signed_headers.names.empty() ? "" : ";").append(name);
  }
  return signed_headers;
}

std::string day_of(Time now) { return amz_date(now).substr(0, 8); }

std::string scope_text(const Scope& scope, Time now) {
  return day_of(now) + "/" + scope.region + "/" + scope.service + "/aws4_request";
}

std::string signature_of(std::string_view text, const Credentials& credentials, const Scope& scope, Time now) {
  const std::string day = day_of(now);
  digest::Sha256Bytes key = digest::hmac_sha256(as_bytes("AWS4" + credentials.secret_key), as_bytes(day));
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")}) {
    key = digest::hmac_sha256(key, as_bytes(part));
  }
  return to_hex(digest::hmac_sha256(key, as_bytes(text)));
}

std::string sign_canonical(const std::string& canonical, const Credentials& credentials, const Scope& scope, Time now) {
  const std::string text = std::string(kAlgorithm) + "\n" + amz_date(now) + "\n" + scope_text(scope, now) + "\n" +
                           digest::sha256_hex(as_bytes(canonical));
  return signature_of(text, credentials, scope, now);
}

std::string canonical_request(std::string_view method, const Target& target, const SignedHeaders& headers,
                              std::string_view payload_hash) {
  return std::string(method) + "\n" + encoded(target.path, true) + "\n" + canonical_query(target.query) + "\n" +
         headers.lines + "\n" + headers.names + "\n" + std::string(payload_hash);
}

}  // namespace

std::string amz_date(Time time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 20> text{};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
  return text.data();
}

std::string credential_of(const Credentials& credentials, const Scope& scope, Time now) {
  return credentials.access_key + "/" + scope_text(scope, now);
}

std::string to_url(const Target& target) {
  const std::string query = canonical_query(target.query);
  return target.scheme + "://" + target.authority + encoded(target.path, true) + (query.empty() ? "" : "?" + query);
}

void sign(net::HttpRequest& request, const Target& target, std::string_view payload_hash,
          const Credentials& credentials, const Scope& scope, Time now) {
  request.url = to_url(target);
  request.headers.push_back({"x-amz-date", amz_date(now)});
  request.headers.push_back({"x-amz-content-sha256", std::string(payload_hash)});
  if (!credentials.session_token.empty()) {
    request.headers.push_back({"x-amz-security-token", credentials.session_token});
  }
  const SignedHeaders headers = canonical_headers(request.headers, target.authority);
  const std::string signature =
      sign_canonical(canonical_request(request.method, target, headers, payload_hash), credentials, scope, now);
  request.headers.push_back({"Authorization", std::string(kAlgorithm) +
                                                  " Credential=" + credential_of(credentials, scope, now) +
                                                  ", SignedHeaders=" + headers.names + ", Signature=" + signature});
}

std::string presign(std::string_view method, Target target, std::chrono::seconds lifetime,
                    const Credentials& credentials, const Scope& scope, Time now) {
  const SignedHeaders headers = canonical_headers({}, target.authority);
  target.query.emplace_back("X-Amz-Algorithm", kAlgorithm);
  target.query.emplace_back("X-Amz-Credential", credential_of(credentials, scope, now));
  target.query.emplace_back("X-Amz-Date", amz_date(now));
  target.query.emplace_back("X-Amz-Expires", std::to_string(lifetime.count()));
  target.query.emplace_back("X-Amz-SignedHeaders", headers.names);
  if (!credentials.session_token.empty()) {
    target.query.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  const std::string canonical = canonical_request(method, target, headers, kUnsignedPayload);
  target.query.emplace_back("X-Amz-Signature", sign_canonical(canonical, credentials, scope, now));
  return to_url(target);
}

std::string sign_policy(std::string_view policy_base64, const Credentials& credentials, const Scope& scope, Time now) {
  return signature_of(policy_base64, credentials, scope, now);
}

}  // namespace pictor::aws
