#include "blobs/s3/s3_blob.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

#include "base/number.h"
#include "digest/sha256.h"

namespace pictor::blobs {
namespace {

/// What one request fetches: most renditions whole, originals in a few pieces.
constexpr std::int64_t kWindow = 4 << 20;
constexpr int kOk = 200, kPartial = 206, kMissing = 404;
constexpr std::string_view kHashHeader = "x-amz-meta-sha256";

std::unexpected<Error> damaged(const std::string& key, std::string_view what) {
  return fail(ErrorCode::kStorageUnavailable, "the storage is not available",
              "S3 object " + key + ": " + std::string(what));
}

std::string range_header(std::int64_t first, std::int64_t last) {
  return "bytes=" + std::to_string(first) + "-" + std::to_string(last);
}

/// The number after the slash of `bytes 0-99/1234`.
std::optional<std::int64_t> whole_size(std::string_view content_range) {
  const std::size_t slash = content_range.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return number_from<std::int64_t>(content_range.substr(slash + 1));
}

/// The hash of a file's bytes.
Result<std::string> sha256_of_file(int fd) {
  digest::Sha256 hash;
  std::vector<std::uint8_t> buffer(1 << 20);
  for (off_t offset = 0;;) {
    const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), offset);
    if (n < 0) return fail_errno(ErrorCode::kStorageUnavailable, "the storage is not available", "pread", errno);
    if (n == 0) return to_hex(hash.finish());
    hash.update(Bytes(buffer).first(static_cast<std::size_t>(n)));
    offset += n;
  }
}

class S3Blob final : public Blob {
 public:
  S3Blob(S3Client& client, std::string key, std::filesystem::path scratch, net::HttpAnswer beginning, std::int64_t size)
      : client_(client),
        key_(std::move(key)),
        scratch_(std::move(scratch)),
        etag_(beginning.header("etag")),
        sha256_(beginning.header(kHashHeader)),
        size_(size),
        window_(std::move(beginning.body)) {}

  std::int64_t size() const override { return size_; }

  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    const std::scoped_lock lock(mutex_);
    const auto wanted = static_cast<std::size_t>(std::clamp<std::int64_t>(size_ - offset, 0, std::ssize(out)));
    for (std::size_t filled = 0; filled < wanted;) {
      const std::int64_t at = offset + static_cast<std::int64_t>(filled);
      if (at < window_start_ || at >= window_start_ + std::ssize(window_)) TRY_VOID(fetch(at));
      const Bytes rest = Bytes(window_).subspan(static_cast<std::size_t>(at - window_start_));
      const std::size_t part = std::min(rest.size(), wanted - filled);
      std::memcpy(out.data() + filled, rest.data(), part);
      filled += part;
    }
    return wanted;
  }

  Result<int> local_fd() override {
    const std::scoped_lock lock(mutex_);
    if (!file_) file_ = TRY(download());
    return file_.get();
  }

 private:
  Result<void> fetch(std::int64_t offset) const {
    const std::int64_t last = std::min(offset + kWindow, size_) - 1;
    const S3Call call{.key = key_, .headers = {{"Range", range_header(offset, last)}, {"If-Match", etag_}}};
    net::HttpAnswer answer = TRY(client_.call(call));
    if (answer.status != kPartial) return s3_failure(call, answer);
    if (std::ssize(answer.body) != last + 1 - offset) return damaged(key_, "a range is shorter than asked for");
    window_ = std::move(answer.body);
    window_start_ = offset;
    return {};
  }

  Result<UniqueFd> download() const {
    UniqueFd file(::open(scratch_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file) return fail_errno(ErrorCode::kStorageUnavailable, "the storage is not available", "open", errno);
    if (std::ssize(window_) == size_) {
      if (::pwrite(file.get(), window_.data(), window_.size(), 0) != size_) {
        return fail_errno(ErrorCode::kStorageUnavailable, "the storage is not available", "pwrite", errno);
      }
      return file;
    }
    const S3Call call{.key = key_, .headers = {{"If-Match", etag_}}, .answer_fd = file.get()};
    const net::HttpAnswer answer = TRY(client_.call(call));
    if (answer.status != kOk) return s3_failure(call, answer);
    if (!sha256_.empty() && TRY(sha256_of_file(file.get())) != sha256_) return damaged(key_, "its hash is another");
    return file;
  }

  S3Client& client_;
  std::string key_;
  std::filesystem::path scratch_;
  std::string etag_;
  std::string sha256_;
  std::int64_t size_;
  mutable std::mutex mutex_;
  mutable std::vector<std::uint8_t> window_;
  mutable std::int64_t window_start_ = 0;
  UniqueFd file_;
};

}  // namespace

Result<std::unique_ptr<Blob>> open_s3_blob(S3Client& client, const std::string& key, std::filesystem::path scratch) {
  const S3Call call{.key = key, .headers = {{"Range", range_header(0, kWindow - 1)}}};
  net::HttpAnswer answer = TRY(client.call(call));
  if (answer.status == kMissing) return fail(ErrorCode::kNotFound, "no such blob", key);
  if (answer.status != kPartial && answer.status != kOk) return s3_failure(call, answer);
  const std::optional<std::int64_t> size =
      answer.status == kOk ? std::ssize(answer.body) : whole_size(answer.header("content-range"));
  if (!size || std::ssize(answer.body) != std::min(*size, kWindow)) return damaged(key, "it came back short");
  const std::string_view stored_hash = answer.header(kHashHeader);
  if (std::ssize(answer.body) == *size && !stored_hash.empty() && digest::sha256_hex(answer.body) != stored_hash) {
    return damaged(key, "its hash is another");
  }
  return std::make_unique<S3Blob>(client, key, std::move(scratch), std::move(answer), *size);
}

}  // namespace pictor::blobs
