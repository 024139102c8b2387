#include "config/setting_table.h"

#include <algorithm>
#include <array>

#include "config/listen_address.h"
#include "model/format.h"
#include "model/quality.h"

namespace pictor::config {
namespace {

constexpr std::size_t kMinSecretBytes = 32;  // RFC 7518 section 3.2, for HS256
constexpr int kMaxProcesses = 256;
constexpr std::int64_t kDay = 86'400;
constexpr int kLowestFloor = 30;   // "low quality"
constexpr int kHighestFloor = 90;  // "visually lossless": few pictures reach more in any lossy format
constexpr std::int64_t kMiB = 1 << 20;

// `max_upload_bytes` is PICTOR_MAX_UPLOAD_BYTES and --max-upload-bytes.
std::string environment_name(std::string_view key) {
  std::string name = "PICTOR_";
  for (char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::string flag_name(std::string_view key) {
  std::string name = "--";
  for (char c : key) name += c == '_' ? '-' : c;
  return name;
}

// What a text must look like.

std::string listen_complaint(std::string_view text) {
  auto address = parse_listen_address(text);
  return address ? "" : address.error().message;
}

std::string path_complaint(std::string_view text) { return text.empty() ? "must not be empty" : ""; }

std::string prefixed_complaint(std::string_view text, std::string_view prefix) {
  bool is_fine = text.empty() || (text.starts_with(prefix) && text.size() > prefix.size());
  return is_fine ? "" : "must be " + std::string(prefix) + "<path>";
}
std::string database_complaint(std::string_view text) { return prefixed_complaint(text, "sqlite:"); }
std::string blobs_complaint(std::string_view text) {
  if (text.starts_with("s3://") && text.size() > 5) return "";  // the driver judges the rest
  return prefixed_complaint(text, "file:").empty() ? "" : "must be file:<path> or s3://<bucket>/<prefix>?…";
}

std::string secret_complaint(std::string_view text) {
  return text.empty() || text.size() >= kMinSecretBytes ? "" : "must have 32 bytes or more";
}

std::string public_url_complaint(std::string_view text) {
  bool is_url = text.starts_with("http://") || text.starts_with("https://");
  bool is_clean = std::ranges::none_of(text, [](char c) { return c <= ' ' || c == '?' || c == '#' || c == '"'; });
  if (text.empty() || (is_url && is_clean && !text.ends_with('/'))) return "";
  return "must begin with http:// or https://, without a query and without / at its end";
}

std::string log_level_complaint(std::string_view text) {
  constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
  return std::ranges::count(kLevels, text) > 0 ? "" : "must be debug, info, warning or error";
}

std::string formats_complaint(std::string_view text) {
  return format_set_from(text) ? "" : "must be names of formats with commas between them, each once";
}

// Of the CDN. An edge's own rules that need more than one setting are judged where it is opened.

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

std::string cdn_complaint(std::string_view text) {
  constexpr std::array<std::string_view, 3> kDrivers = {"none", "varnish", "cloudfront"};
  return std::ranges::count(kDrivers, text) > 0 ? "" : "must be none, varnish or cloudfront";
}

std::string server_list_complaint(std::string_view text) {
  while (!text.empty()) {
    const std::string_view url = text.substr(0, text.find(','));
    text.remove_prefix(std::min(url.size() + 1, text.size()));
    if (!url.starts_with("http://") || url.size() < 8 || !is_visible(url) || url.substr(7).find('/') != url.npos)
      return "must be URLs like http://10.0.0.1:6081 with commas between them, without paths";
  }
  return "";
}

std::string header_text_complaint(std::string_view text) {
  return is_visible(text) ? "" : "must be of visible ASCII without spaces";
}

std::string header_name_complaint(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  return plain ? "" : "must be the name of a header, of letters, digits and -";
}

std::string aws_id_complaint(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  return plain ? "" : "must be of A-Z and 0-9";
}

std::string key_hash_complaint(std::string_view text) {
  return text == "sha1" || text == "sha256" ? "" : "must be sha1 or sha256";
}

std::string endpoint_complaint(std::string_view text) {
  return text.empty() ? "must not be empty" : public_url_complaint(text);
}

std::string quality_complaint(std::string_view text) {
  return quality_from(text) ? "" : "must be auto or a whole number from 1 to 100";
}

std::string no_complaint(std::string_view) { return ""; }

// Rows of the table, by kind.

SettingRow row(std::string_view key, SettingKind kind, std::string_view meaning) {
  return {.key = std::string(key),
          .environment = environment_name(key),
          .flag = flag_name(key),
          .kind = kind,
          .meaning = std::string(meaning)};
}

SettingDefinition text(std::string_view key, std::string Settings::* member, std::string (*complaint)(std::string_view),
                       std::string_view meaning) {
  return {.row = row(key, SettingKind::kText, meaning), .member = member, .complaint = complaint};
}

SettingDefinition secret(std::string_view key, std::string Settings::* member,
                         std::string (*complaint)(std::string_view), std::string_view meaning) {
  SettingDefinition made = text(key, member, complaint, meaning);
  made.row.secret = true;
  made.row.flag.clear();
  return made;
}

SettingDefinition number(std::string_view key, SettingMember member, std::int64_t lowest, std::int64_t highest,
                         std::string_view meaning) {
  return {.row = row(key, SettingKind::kNumber, meaning), .member = member, .lowest = lowest, .highest = highest};
}

SettingDefinition bytes(std::string_view key, std::int64_t Settings::* member, std::int64_t lowest,
                        std::int64_t highest, std::string_view meaning) {
  return {.row = row(key, SettingKind::kBytes, meaning), .member = member, .lowest = lowest, .highest = highest};
}

SettingDefinition duration(std::string_view key, std::chrono::seconds Settings::* member, std::int64_t lowest,
                           std::int64_t highest, std::string_view meaning) {
  return {.row = row(key, SettingKind::kDuration, meaning), .member = member, .lowest = lowest, .highest = highest};
}

SettingDefinition on_off(std::string_view key, bool Settings::* member, std::string_view meaning) {
  return {.row = row(key, SettingKind::kSwitch, meaning), .member = member};
}

}  // namespace

const std::vector<SettingDefinition>& setting_table() {
  using S = Settings;
  static const std::vector<SettingDefinition> table = {
      text("listen", &S::listen, listen_complaint, "IP address and port of the API; port 0 takes any free one"),
      text("data", &S::data, path_complaint, "folder of everything that is not configured to be elsewhere"),
      text("database", &S::database, database_complaint, "`sqlite:<path>`; empty: `pictor.db` in the data folder"),
      text("blobs", &S::blobs, blobs_complaint,
           "`file:<path>`, or `s3://<bucket>/<prefix>?endpoint=…&region=…&path_style=true` (credentials as AWS's tools "
           "find them); empty: `blobs` in the data folder"),
      secret("jwt_secret", &S::jwt_secret, secret_complaint,
             "HS256 secret of bearer tokens, 32 bytes or more; empty: `jwt_secret` in the data folder, made at first "
             "start"),
      text("jwt_issuer", &S::jwt_issuer, no_complaint, "`iss` that tokens must have; empty: not checked"),
      text("jwt_audience", &S::jwt_audience, no_complaint, "`aud` that tokens must name; empty: not checked"),
      text("public_url", &S::public_url, public_url_complaint, "what URLs in answers begin with; empty: relative URLs"),
      number("workers", &S::workers, 0, kMaxProcesses,
             "codec processes; 0: as many as there are cores. One more, which stands back, makes upgrades"),
      number("http_threads", &S::http_threads, 0, kMaxProcesses, "threads of HTTP; 0: as many as there are cores"),
      bytes("memory_cache", &S::memory_cache, 0, 1LL << 40,
            "memory for delivered pictures that are asked for again; 0 keeps none"),
      bytes("max_upload_bytes", &S::max_upload_bytes, 1, 1LL << 40, "largest file that may be uploaded"),
      number("max_drafts", &S::max_drafts, 1, 1'000'000,
             "direct uploads that a tenant may have begun and not completed (docs/guide/direct-upload.md)"),
      number("max_pixels", &S::max_pixels, 1, 1'000'000'000, "largest width x height of one frame"),
      number("max_frames", &S::max_frames, 1, 100'000, "most frames of an animation"),
      text("input_formats", &S::input_formats, formats_complaint,
           "formats that are accepted, of jpeg, png, gif, webp, avif, heic, tiff, bmp, ico, jxl and svg"),
      text("thumbnail_quality", &S::thumbnail_quality, quality_complaint,
           "quality of lossy thumbnails, and of requests that name none: 1..100 on the scale of JPEG and WebP (AVIF "
           "takes what serves the same: 60 for 80), or `auto`, the fewest bytes that reach the floor"),
      number("thumbnail_floor", &S::thumbnail_floor, kLowestFloor, kHighestFloor,
             "lowest SSIMULACRA 2.1 score of pictures of quality `auto`; 70 is high quality"),
      number("optimized_floor", &S::optimized_floor, kLowestFloor, kHighestFloor,
             "lowest SSIMULACRA 2.1 score of the optimized version"),
      on_off("jxl_output", &S::jxl_output,
             "on: pictures may be asked for in JPEG XL (format=jxl); off: that is refused. Format auto never gives it"),
      number("optimized_max_side", &S::optimized_max_side, 0, 16'383,
             "longest side of the optimized version in pixels; 0: no optimized version"),
      bytes("max_rendition_bytes", &S::max_rendition_bytes, 0, 1LL << 50,
            "room in the blob store for pictures that are made on request, of all images together; what nobody has "
            "asked for the longest goes first; 0: no bound"),
      number("max_connections", &S::max_connections, 1, 1'000'000, "connections open at a time"),
      duration("header_timeout", &S::header_timeout, 1, 3'600, "time for the header of a request to arrive"),
      duration("idle_timeout", &S::idle_timeout, 1, 3'600, "time a connection may wait for its next request"),
      duration("request_timeout", &S::request_timeout, 1, kDay, "time for a request from its first byte to its last"),
      bytes("min_body_rate", &S::min_body_rate, 0, 1LL << 30, "slowest body accepted, in bytes a second over 10 s"),
      duration("drain_timeout", &S::drain_timeout, 0, 3'600, "time that running work gets when the server stops"),
      bytes("codec_memory", &S::codec_memory, 256 * kMiB, 1LL << 40, "address space of a codec process"),
      bytes("codec_recycle_rss", &S::codec_recycle_rss, 16 * kMiB, 1LL << 40,
            "resident memory at which an idle codec process is replaced"),
      duration("render_timeout", &S::render_timeout, 1, 3'600, "time to make everything of one image"),
      duration("trash_retention", &S::trash_retention, 0, 3'650 * kDay, "time a deleted image can be restored"),
      duration("gc_interval", &S::gc_interval, 1, 30 * kDay, "time between two sweeps of what is due for removal"),
      text("cdn", &S::cdn, cdn_complaint, "what stands in front: none, varnish or cloudfront (docs/guide/cdn.md)"),
      text("cdn_url", &S::cdn_url, public_url_complaint, "what delivery URLs begin with; empty: `public_url`"),
      text("cdn_varnish", &S::cdn_varnish, server_list_complaint,
           "Varnish servers that are told of purges: `http://10.0.0.1:6081`, with commas between them"),
      secret("cdn_purge_token", &S::cdn_purge_token, header_text_complaint,
             "what the Varnish servers' VCL expects of those who purge"),
      text("cdn_distribution", &S::cdn_distribution, aws_id_complaint, "id of the CloudFront distribution"),
      text("cdn_tag_header", &S::cdn_tag_header, header_name_complaint,
           "header of cache tags, as the CloudFront distribution's CacheTagConfig names it; empty: it has none, and "
           "purges are by path"),
      text("cdn_endpoint", &S::cdn_endpoint, endpoint_complaint, "where CloudFront's API is"),
      text("cdn_key_id", &S::cdn_key_id, aws_id_complaint,
           "id of CloudFront's public key for signed URLs and cookies; empty: the distribution checks none"),
      text("cdn_key_file", &S::cdn_key_file, no_complaint,
           "private key to `cdn_key_id`, as PEM: RSA of 2048 bits, or ECDSA on P-256"),
      text("cdn_key_hash", &S::cdn_key_hash, key_hash_complaint, "hash of those signatures: sha1 or sha256"),
      number("cdn_monthly_items", &S::cdn_monthly_items, 0, 1'000'000'000,
             "tags and paths that CloudFront may be sent in a month; what is over becomes fewer that purge more; 0: no "
             "budget"),
      number("cdn_items_per_second", &S::cdn_items_per_second, 1, 100'000,
             "tags and paths that CloudFront is sent in a second"),
      number("cdn_in_flight_items", &S::cdn_in_flight_items, 1, 1'000'000,
             "tags and paths that CloudFront may be busy with"),
      number("cdn_in_flight_wildcards", &S::cdn_in_flight_wildcards, 1, 1'000'000,
             "paths ending in `*` that CloudFront may be busy with"),
      text("log_level", &S::log_level, log_level_complaint, "debug, info, warning or error"),
      on_off("access_log", &S::access_log, "a line in the log for each request"),
  };
  return table;
}

const SettingDefinition* find_setting(std::string_view key) {
  auto found = std::ranges::find(setting_table(), key, [](const SettingDefinition& d) { return d.row.key; });
  return found == setting_table().end() ? nullptr : &*found;
}

}  // namespace pictor::config
