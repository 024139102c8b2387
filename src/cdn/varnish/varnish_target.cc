#include "cdn/varnish/varnish_target.h"

#include <algorithm>

namespace pictor::cdn {
namespace {

/// Varnish takes header lines of 8 KB by default (http_req_hdr_len); an image's tag has 32 bytes, and none has more
/// than 256.
constexpr std::size_t kMaxKeyBytes = 4'000;

/// A regular expression (PCRE) for that text alone.
std::string as_regex(std::string_view text) {
  std::string regex;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/';
    if (!plain) regex += '\\';
    regex += c;
  }
  return regex;
}

}  // namespace

Result<void> VarnishTarget::ask(const std::string& method, const std::string& path,
                                std::vector<net::HttpHeader> headers, Deadline deadline) {
  headers.push_back({"X-Purge-Token", token_});
  const net::HttpRequest request{.method = method, .url = url_ + path, .headers = std::move(headers)};
  const net::HttpAnswer answer = TRY(http_.send(request, deadline));
  if (answer.status == 200) return {};
  const std::string cause = method + " " + url_ + ": " + std::to_string(answer.status);
  if (answer.status == 403) return fail(ErrorCode::kForbidden, "Varnish lets us purge nothing", cause);
  return fail(ErrorCode::kInternal, "Varnish did not purge", cause);
}

Result<void> VarnishTarget::purge_keys(const std::string& header, const std::vector<std::string>& keys,
                                       Deadline deadline) {
  std::string line;
  for (auto key = keys.begin(); key != keys.end(); ++key) {
    line.append(line.empty() ? "" : " ").append(*key);
    if (line.size() < kMaxKeyBytes && std::next(key) != keys.end()) continue;
    TRY_VOID(ask("PURGE", "/", {{header, std::exchange(line, {})}}, deadline));
  }
  return {};
}

Result<void> VarnishTarget::purge_path(const std::string& path, Deadline deadline) {
  if (!is_wildcard(path)) return ask("PURGE", path, {}, deadline);
  return ask("BAN", "/", {{"X-Ban-Url", "^" + as_regex(path.substr(0, path.size() - 1))}}, deadline);
}

Result<std::string> VarnishTarget::submit(const PurgeBatch& batch, Deadline deadline) {
  std::vector<std::string> hard, soft;
  for (const BatchItem& item : batch.items) {
    if (is_path(item.text)) {
      TRY_VOID(purge_path(item.text, deadline));
    } else {
      (item.staleness == Staleness::kNever ? hard : soft).push_back(item.text);
    }
  }
  TRY_VOID(purge_keys("xkey-purge", hard, deadline));
  TRY_VOID(purge_keys("xkey-softpurge", soft, deadline));
  return std::string();
}

Result<bool> VarnishTarget::is_completed(const std::string&, Deadline) { return true; }

Result<std::string> VarnishTarget::check(Deadline deadline) {
  TRY_VOID(purge_keys("xkey-softpurge", {"doctor"}, deadline));
  return url_ + " takes purges";
}

}  // namespace pictor::cdn
