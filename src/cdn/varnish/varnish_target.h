#pragma once

#include "cdn/purge_target.h"
#include "net/http_client.h"

namespace pictor::cdn {

/// One Varnish server whose VCL is packaging/varnish/pictor.vcl: it forgets by xkey (varnish-modules) at once, or lets
/// stale copies live through their grace.
class VarnishTarget final : public PurgeTarget {
 public:
  /// `url` is `http://host:port`; `token` is what the VCL expects of those who purge.
  VarnishTarget(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}

  std::string name() const override { return "varnish " + url_; }
  std::string spell(const Purge& purge) const override { return purge.item; }
  std::optional<std::chrono::seconds> repeat_after() const override { return kLongestFetch; }
  Result<std::string> submit(const PurgeBatch& batch, Deadline deadline) override;
  Result<bool> is_completed(const std::string& receipt, Deadline deadline) override;
  Result<std::string> check(Deadline deadline) override;

 private:
  /// The VCL's first_byte_timeout, and some.
  static constexpr std::chrono::seconds kLongestFetch{70};

  Result<void> ask(const std::string& method, const std::string& path, std::vector<net::HttpHeader> headers,
                   Deadline deadline);
  Result<void> purge_keys(const std::string& header, const std::vector<std::string>& keys, Deadline deadline);
  Result<void> purge_path(const std::string& path, Deadline deadline);

  std::string url_;
  std::string token_;
  net::HttpClient http_;
};

}  // namespace pictor::cdn
