#include "blobs/s3/s3_blob_store.h"

#include <algorithm>
#include <array>

#include "blobs/s3/list_objects.h"
#include "blobs/s3/multipart_upload.h"
#include "blobs/s3/s3_blob.h"
#include "digest/md5.h"
#include "digest/sha256.h"

namespace pictor::blobs {
namespace {

constexpr int kOk = 200, kMissing = 404, kExists = 412, kNotImplemented = 501;
constexpr std::size_t kMostKeysOfADelete = 1000;
/// Larger files go in parts.
constexpr std::int64_t kWholeUpTo = 64LL << 20;

bool is_written(const net::HttpAnswer& answer) { return answer.status == kOk || answer.status == kExists; }

std::string escaped_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string delete_document(std::span<const std::string> keys) {
  std::string document = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>";
  for (const std::string& key : keys) document += "<Object><Key>" + escaped_xml(key) + "</Key></Object>";
  return document + "</Delete>";
}

}  // namespace

S3BlobStore::S3BlobStore(S3Location location, std::filesystem::path scratch, const Clock& clock, RandomSource& random,
                         const S3Options& options, aws::Environment environment)
    : client_(std::move(location), clock, random, options, std::move(environment)),
      scratch_(std::move(scratch)),
      random_(random) {}

std::optional<bool> S3BlobStore::knows_conditions() const {
  const Conditions conditions = conditions_;
  if (conditions == Conditions::kUnknown) return std::nullopt;
  return conditions == Conditions::kKnown;
}

std::string S3BlobStore::key_of(const TenantId& tenant, const BlobName& name) const {
  return client_.location().prefix + "t/" + tenant.str() + "/" + name.str();
}

Result<bool> S3BlobStore::is_there(const std::string& key) {
  const S3Call call{.method = "HEAD", .key = key};
  const net::HttpAnswer answer = TRY(client_.call(call));
  if (answer.status == kOk || answer.status == kMissing) return answer.status == kOk;
  return s3_failure(call, answer);
}

Result<void> S3BlobStore::publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) {
  const std::string key = key_of(tenant, name);
  const bool conditional = conditions_ != Conditions::kMissing;
  if (!conditional && TRY(is_there(key))) return {};
  if (file.size() > kWholeUpTo) return upload_in_parts(client_, key, file, conditional);
  S3Call call{.method = "PUT",
              .key = key,
              .headers = {{"x-amz-meta-sha256", file.sha256().str()}},
              .body_fd = file.fd(),
              .body_bytes = file.size(),
              .payload_sha256 = file.sha256().str()};
  if (conditional) call.headers.push_back({"If-None-Match", "*"});
  const net::HttpAnswer answer = TRY(client_.call(call));
  if (conditional && answer.status == kNotImplemented) {
    conditions_ = Conditions::kMissing;
    return publish(tenant, name, file);
  }
  return is_written(answer) ? Result<void>() : s3_failure(call, answer);
}

Result<void> S3BlobStore::publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) {
  const bool conditional = conditions_ != Conditions::kMissing;
  std::vector<S3Call> calls;
  for (const NewBlob& blob : blobs) {
    const std::string hash = digest::sha256_hex(blob.bytes);
    S3Call call{.method = "PUT",
                .key = key_of(tenant, blob.name),
                .headers = {{"x-amz-meta-sha256", hash}},
                .body = blob.bytes,
                .payload_sha256 = hash};
    if (conditional) call.headers.push_back({"If-None-Match", "*"});
    if (conditional || !TRY(is_there(call.key))) calls.push_back(std::move(call));
  }
  std::vector<Result<net::HttpAnswer>> answers = client_.call_all(calls);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const net::HttpAnswer answer = TRY(std::move(answers[i]));
    if (conditional && answer.status == kNotImplemented) {
      conditions_ = Conditions::kMissing;
      return publish_all(tenant, blobs);
    }
    if (!is_written(answer)) return s3_failure(calls[i], answer);
  }
  return {};
}

Result<std::unique_ptr<Blob>> S3BlobStore::open(const TenantId& tenant, const BlobName& name) {
  return open_s3_blob(client_, key_of(tenant, name), scratch_);
}

Result<void> S3BlobStore::remove(const TenantId& tenant, std::span<const BlobName> names) {
  for (; !names.empty(); names = names.subspan(std::min(names.size(), kMostKeysOfADelete))) {
    std::vector<std::string> keys;
    for (const BlobName& name : names.first(std::min(names.size(), kMostKeysOfADelete))) {
      keys.push_back(key_of(tenant, name));
    }
    const std::string document = delete_document(keys);
    const S3Call call{
        .method = "POST",
        .key = "",
        .query = {{"delete", ""}},
        .headers = {{"Content-MD5", digest::content_md5(as_bytes(document))}, {"Content-Type", "application/xml"}},
        .body = as_bytes(document)};
    const net::HttpAnswer answer = TRY(client_.call(call));
    // Quiet: the answer names only what could not be removed.
    if (answer.status != kOk || as_text(answer.body).find("<Error>") != std::string_view::npos) {
      return s3_failure(call, answer);
    }
  }
  return {};
}

Result<void> S3BlobStore::visit(const TenantId& tenant, std::string_view prefix,
                                const std::function<Result<void>(const BlobEntry&)>& visitor) {
  const std::string base = client_.location().prefix + "t/" + tenant.str() + "/";
  return list_objects(client_, base + std::string(prefix), [&](const ListedObject& object) {
    return visitor({BlobName(object.key.substr(base.size())), object.bytes, object.modified});
  });
}

Result<PostForm> S3BlobStore::permit_upload(const TenantId& tenant, const BlobName& name, const UploadPermit& permit) {
  return client_.post_form(key_of(tenant, name), permit);
}

Result<std::vector<TenantId>> S3BlobStore::tenants() {
  const std::string base = client_.location().prefix + "t/";
  std::vector<TenantId> found;
  for (const std::string& folder : TRY(list_folders(client_, base))) {
    if (auto tenant = parse_tenant_id(folder)) found.push_back(std::move(*tenant));
  }
  return found;
}

Result<void> S3BlobStore::check() {
  std::array<std::uint8_t, 8> bytes{};
  random_.fill(bytes);
  const std::string key = client_.location().prefix + "check/" + to_hex(bytes);
  const S3Call put{.method = "PUT", .key = key, .headers = {{"If-None-Match", "*"}}, .body = as_bytes("pictor")};
  const net::HttpAnswer first = TRY(client_.call(put));
  if (first.status == kNotImplemented) {
    conditions_ = Conditions::kMissing;
    const S3Call plain{.method = "PUT", .key = key, .body = as_bytes("pictor")};
    const net::HttpAnswer answer = TRY(client_.call(plain));
    if (answer.status != kOk) return s3_failure(plain, answer);
  } else if (first.status != kOk) {
    return s3_failure(put, first);
  } else if (conditions_ == Conditions::kUnknown) {
    conditions_ = TRY(client_.call(put)).status == kExists ? Conditions::kKnown : Conditions::kMissing;
  }
  const S3Call get{.key = key};
  const net::HttpAnswer back = TRY(client_.call(get));
  const S3Call remove{.method = "DELETE", .key = key};
  const net::HttpAnswer removed = TRY(client_.call(remove));
  if (back.status != kOk || as_text(back.body) != "pictor") return s3_failure(get, back);
  return removed.status / 100 == 2 ? Result<void>() : s3_failure(remove, removed);
}

}  // namespace pictor::blobs
