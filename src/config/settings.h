#pragma once
// One table of settings: flags, environment, file, help, docs and doctor all come from it.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pictor::config {

/// The effective settings of a process.
struct Settings {
  std::string listen = "127.0.0.1:8080";
  std::string data = "./data";
  std::string database;    ///< empty: `sqlite:<data>/pictor.db`
  std::string blobs;       ///< `file:` or `s3:`; empty: `file:<data>/blobs`
  std::string jwt_secret;  ///< empty: read from or made in `<data>/jwt_secret`
  std::string jwt_issuer;
  std::string jwt_audience;
  std::string public_url;  ///< prefix of the URLs in answers; empty: relative
  int workers = 0;         ///< codec processes; 0: number of cores
  int http_threads = 0;    ///< 0: number of cores
  std::int64_t memory_cache = 64LL << 20;
  std::int64_t max_upload_bytes = 100LL << 20;
  int max_drafts = 200;  ///< of a tenant
  std::int64_t max_pixels = 100'000'000;
  int max_frames = 1000;
  std::string input_formats = "jpeg,png,gif,webp,avif,heic,tiff";
  std::string thumbnail_quality = "80";
  int thumbnail_floor = 70;  ///< SSIMULACRA 2.1
  int optimized_floor = 75;
  bool jxl_output = false;
  int optimized_max_side = 2048;                  ///< longest side of the optimized version; 0: no optimized version
  std::int64_t max_rendition_bytes = 10LL << 30;  ///< of what is made on request; 0: no bound
  int max_connections = 4096;
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds idle_timeout{75};
  std::chrono::seconds request_timeout{300};
  std::int64_t min_body_rate = 1024;  ///< bytes a second, averaged over 10 s
  std::chrono::seconds drain_timeout{30};
  std::int64_t codec_memory = 1536LL << 20;  ///< address space of a codec process
  std::int64_t codec_recycle_rss = 192LL << 20;
  std::chrono::seconds render_timeout{60};
  std::chrono::seconds trash_retention = std::chrono::days(30);
  std::chrono::seconds gc_interval{300};  ///< of the quick sweep
  std::string cdn = "none";               ///< none, varnish or cloudfront
  std::string cdn_url;                    ///< prefix of delivery URLs; empty: `public_url`
  std::string cdn_varnish;                ///< URLs of Varnish servers, with commas between them
  std::string cdn_purge_token;
  std::string cdn_distribution;  ///< of CloudFront
  std::string cdn_tag_header = "Cache-Tag";
  std::string cdn_endpoint = "https://cloudfront.amazonaws.com";
  std::string cdn_key_id;    ///< of the public key that checks signed URLs
  std::string cdn_key_file;  ///< PEM of its private key
  std::string cdn_key_hash = "sha1";
  std::int64_t cdn_monthly_items = 10'000;
  int cdn_items_per_second = 100;
  int cdn_in_flight_items = 3'000;
  int cdn_in_flight_wildcards = 15;
  std::string log_level = "info";
  bool access_log = true;
};

/// How the text of a setting is read.
enum class SettingKind {
  kText,
  kNumber,    ///< a whole number
  kBytes,     ///< a whole number of bytes, or one with KiB, MiB, GiB or TiB behind it
  kDuration,  ///< a whole number of seconds, or one with s, m, h or d behind it
  kSwitch,    ///< on, off, true, false
};

/// One row of the table.
struct SettingRow {
  std::string key;          ///< of the file: `max_upload_bytes`
  std::string environment;  ///< `PICTOR_MAX_UPLOAD_BYTES`
  std::string flag;         ///< `--max-upload-bytes`; empty for a secret, since other users see command lines
  SettingKind kind = SettingKind::kText;
  std::string meaning;
  bool secret = false;  ///< redacted by doctor
};

const std::vector<SettingRow>& setting_rows();

/// Texts of settings by key, as one source gave them.
using RawSettings = std::map<std::string, std::string, std::less<>>;

/// Merges the sources, later wins: defaults, file (TOML; empty path: none), environment, flags.
/// Errors: kInvalidParameter with the field: unknown key, value of the wrong kind or out of range, unreadable file.
Result<Settings> load_settings(const std::string& file, const RawSettings& environment, const RawSettings& flags);
/// The settings among `variables` (`NAME=value`, ended by a null pointer, as environ(7)). Names that do not begin with
/// PICTOR_ are not ours. Errors: kInvalidParameter for a PICTOR_ name that means nothing: a limit that was misspelt
/// must not be silently absent.
Result<RawSettings> settings_from_environment(const char* const* variables);

/// The effective value of a setting as text, secrets redacted.
std::string shown_value(const Settings& settings, const SettingRow& row);
/// Markdown table of all settings, for docs/operations/settings.md.
std::string settings_markdown();

}  // namespace pictor::config
