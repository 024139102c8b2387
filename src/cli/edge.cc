#include "cli/edge.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cdn/cloudfront/cloudfront_target.h"
#include "cdn/cloudfront/signed_url.h"
#include "cdn/varnish/varnish_target.h"
#include "observe/log.h"

namespace pictor::cli {
namespace {

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::unexpected<Error> wanted(const std::string& setting, const std::string& driver) {
  return fail_parameter(setting, "cdn = " + driver + " needs " + setting);
}

Result<cdn::Edge> open_varnish(const config::Settings& settings, cdn::Edge edge) {
  if (settings.cdn_varnish.empty()) return wanted("cdn_varnish", "varnish");
  if (settings.cdn_purge_token.empty()) return wanted("cdn_purge_token", "varnish");
  edge.tag_header = {.name = "xkey", .separator = " "};
  std::istringstream servers(settings.cdn_varnish);
  for (std::string url; std::getline(servers, url, ',');)
    edge.targets.push_back(std::make_unique<cdn::VarnishTarget>(url, settings.cdn_purge_token));
  return edge;
}

Result<std::unique_ptr<cdn::EdgeSigner>> open_signer(const config::Settings& settings) {
  if (settings.cdn_key_id.empty() && settings.cdn_key_file.empty()) return nullptr;
  if (settings.cdn_key_id.empty()) return wanted("cdn_key_id", "cloudfront with cdn_key_file");
  if (settings.cdn_key_file.empty()) return wanted("cdn_key_file", "cloudfront with cdn_key_id");
  std::ifstream file(settings.cdn_key_file);
  std::ostringstream pem;
  if (!file || !(pem << file.rdbuf()))
    return fail_parameter("cdn_key_file", "the private key " + settings.cdn_key_file + " cannot be read");
  digest::PrivateKey key = TRY(digest::PrivateKey::from_pem(pem.str()));
  const auto hash = settings.cdn_key_hash == "sha256" ? digest::SignatureHash::kSha256 : digest::SignatureHash::kSha1;
  return std::make_unique<cdn::CloudfrontSigner>(std::move(key),
                                                 cdn::SignerOptions{.key_id = settings.cdn_key_id, .hash = hash});
}

Result<cdn::Edge> open_cloudfront(const config::Settings& settings, cdn::Edge edge) {
  if (settings.cdn_distribution.empty()) return wanted("cdn_distribution", "cloudfront");
  if (edge.url.empty()) return wanted("cdn_url", "cloudfront");
  edge.signer = TRY(open_signer(settings));
  cdn::CloudfrontOptions options{.distribution = settings.cdn_distribution,
                                 .has_tags = !settings.cdn_tag_header.empty(),
                                 .endpoint = settings.cdn_endpoint};
  edge.targets.push_back(std::make_unique<cdn::CloudfrontTarget>(std::move(options), system_clock()));
  return edge;
}

}  // namespace

Result<cdn::Edge> open_edge(const config::Settings& settings) {
  cdn::Edge edge;
  edge.url = settings.cdn_url.empty() ? settings.public_url : settings.cdn_url;
  edge.tag_header.name = settings.cdn_tag_header;
  if (settings.cdn == "varnish") return open_varnish(settings, std::move(edge));
  if (settings.cdn == "cloudfront") return open_cloudfront(settings, std::move(edge));
  return edge;
}

cdn::DispatchOptions dispatch_options(const config::Settings& settings) {
  cdn::DispatchOptions options;
  if (settings.cdn != "cloudfront") return options;  // what we run ourselves has no price and no quota
  options.items_per_second = settings.cdn_items_per_second;
  options.in_flight_items = settings.cdn_in_flight_items;
  options.in_flight_wildcards = settings.cdn_in_flight_wildcards;
  options.monthly_items = settings.cdn_monthly_items;
  return options;
}

Result<void> forget_former_edges(app::Deps& deps, const cdn::Edge& edge) {
  std::vector<std::string> names;
  for (const auto& target : edge.targets) names.push_back(target->name());
  const std::int64_t forgotten = TRY(deps.database.write(
      sql::Durability::kRelaxed, [&](sql::Session& session) { return cdn::forget_other_targets(session, names); }));
  if (forgotten > 0) observe::log(observe::Level::kWarning, "cdn.former_edges_forgotten", {{"purges", forgotten}});
  return {};
}

}  // namespace pictor::cli
