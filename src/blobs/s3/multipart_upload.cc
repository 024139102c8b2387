#include "blobs/s3/multipart_upload.h"

#include <unistd.h>

#include <algorithm>
#include <pugixml.hpp>

#include "digest/sha256.h"

namespace pictor::blobs {
namespace {

constexpr std::int64_t kPartBytes = 16LL << 20;
constexpr std::size_t kAtATime = 4;
constexpr int kOk = 200, kExists = 412;

Result<std::string> sha256_of_range(int fd, std::int64_t offset, std::int64_t bytes) {
  digest::Sha256 hash;
  std::vector<std::uint8_t> buffer(1 << 20);
  while (bytes > 0) {
    const std::size_t wanted = std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(bytes));
    const ssize_t n = ::pread(fd, buffer.data(), wanted, offset);
    if (n <= 0) return fail_errno(ErrorCode::kStorageUnavailable, "the storage is not available", "pread", errno);
    hash.update(Bytes(buffer).first(static_cast<std::size_t>(n)));
    offset += n;
    bytes -= n;
  }
  return to_hex(hash.finish());
}

class MultipartUpload {
 public:
  MultipartUpload(S3Client& client, std::string key, const StagedFile& file)
      : client_(client), key_(std::move(key)), file_(file) {}

  Result<void> start() {
    const S3Call call{.method = "POST",
                      .key = key_,
                      .query = {{"uploads", ""}},
                      .headers = {{"x-amz-meta-sha256", file_.sha256().str()}}};
    const net::HttpAnswer answer = TRY(client_.call(call));
    pugi::xml_document document;
    document.load_buffer(answer.body.data(), answer.body.size());
    id_ = document.child("InitiateMultipartUploadResult").child("UploadId").child_value();
    return answer.status == kOk && !id_.empty() ? Result<void>() : s3_failure(call, answer);
  }

  Result<void> upload_parts() {
    std::vector<S3Call> parts;
    for (std::int64_t offset = 0; offset < file_.size(); offset += kPartBytes) {
      const std::int64_t bytes = std::min(kPartBytes, file_.size() - offset);
      parts.push_back({.method = "PUT",
                       .key = key_,
                       .query = {{"partNumber", std::to_string(parts.size() + 1)}, {"uploadId", id_}},
                       .body_fd = file_.fd(),
                       .body_offset = offset,
                       .body_bytes = bytes,
                       .payload_sha256 = TRY(sha256_of_range(file_.fd(), offset, bytes))});
    }
    for (std::size_t first = 0; first < parts.size(); first += kAtATime) {
      const auto some = std::span(parts).subspan(first, std::min(kAtATime, parts.size() - first));
      std::vector<Result<net::HttpAnswer>> answers = client_.call_all(some);
      for (std::size_t i = 0; i < some.size(); ++i) {
        const net::HttpAnswer answer = TRY(std::move(answers[i]));
        if (answer.status != kOk || answer.header("etag").empty()) return s3_failure(some[i], answer);
        etags_.emplace_back(answer.header("etag"));
      }
    }
    return {};
  }

  Result<void> complete(bool conditional) {
    std::string document = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (std::size_t i = 0; i < etags_.size(); ++i) {
      document += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" + etags_[i] + "</ETag></Part>";
    }
    document += "</CompleteMultipartUpload>";
    S3Call call{.method = "POST",
                .key = key_,
                .query = {{"uploadId", id_}},
                .headers = {{"Content-Type", "application/xml"}},
                .body = as_bytes(document),
                .error_in_success = true};
    if (conditional) call.headers.push_back({"If-None-Match", "*"});
    const net::HttpAnswer answer = TRY(client_.call(call));
    if (answer.status == kExists) {
      abort();
      return {};
    }
    return answer.status == kOk ? Result<void>() : s3_failure(call, answer);
  }

  /// Parts of an upload that nobody completes cost room; what cannot be aborted now is left to the bucket's lifecycle.
  void abort() { (void)client_.call({.method = "DELETE", .key = key_, .query = {{"uploadId", id_}}}); }

 private:
  S3Client& client_;
  std::string key_;
  const StagedFile& file_;
  std::string id_;
  std::vector<std::string> etags_;
};

}  // namespace

Result<void> upload_in_parts(S3Client& client, const std::string& key, const StagedFile& file, bool conditional) {
  MultipartUpload upload(client, key, file);
  TRY_VOID(upload.start());
  Result<void> done = upload.upload_parts();
  if (done) done = upload.complete(conditional);
  if (!done) upload.abort();
  return done;
}

}  // namespace pictor::blobs
