#include "blobs/staging.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string>

namespace pictor::blobs {
namespace {

constexpr std::string_view kNoRoom = "the upload could not be stored";
/// Intents are named `<tenant>~<sha256>~<pid>-<n>`; neither part can hold a `~`.
constexpr char kIntentSeparator = '~';
/// Files of uploads on file systems without O_TMPFILE.
constexpr std::string_view kNamedPrefix = "upload-";

std::string descriptor_path(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

std::string unique_suffix() {
  static std::atomic<std::uint64_t> counter{0};
  return std::to_string(::getpid()) + "-" + std::to_string(++counter);
}

std::optional<PublishIntent> parse_intent(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::size_t first = name.find(kIntentSeparator);
  std::size_t second = name.find(kIntentSeparator, first == std::string::npos ? first : first + 1);
  if (first == std::string::npos || second != first + 1 + 64) return std::nullopt;
  auto tenant = parse_tenant_id(name.substr(0, first));
  if (!tenant) return std::nullopt;
  return PublishIntent{*tenant, Sha256Hex(name.substr(first + 1, 64)), path};
}

}  // namespace

StagedFile::StagedFile(UniqueFd fd, std::filesystem::path named) : fd_(std::move(fd)), named_(std::move(named)) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : fd_(std::move(other.fd_)),
      named_(std::exchange(other.named_, {})),
      size_(other.size_),
      hash_(std::move(other.hash_)),
      sha256_(std::move(other.sha256_)) {}

StagedFile& StagedFile::operator=(StagedFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(named_, other.named_);
  std::swap(size_, other.size_);
  std::swap(hash_, other.hash_);
  std::swap(sha256_, other.sha256_);
  return *this;
}

StagedFile::~StagedFile() {
  if (!named_.empty()) ::unlink(named_.c_str());
}

Result<void> StagedFile::write(Bytes bytes) {
  hash_.update(bytes);
  while (!bytes.empty()) {
    ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno(ErrorCode::kStorageUnavailable, std::string(kNoRoom), "write", errno);
    size_ += written;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

void StagedFile::finish() { sha256_ = Sha256Hex(to_hex(hash_.finish())); }

Result<StagingArea> StagingArea::open(std::filesystem::path folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::kStorageUnavailable, "the quarantine folder cannot be made", error.message());
  return StagingArea(std::move(folder));
}

Result<StagedFile> StagingArea::create() {
  int fd = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return StagedFile(UniqueFd(fd), {});
  if (errno != EOPNOTSUPP && errno != EISDIR)
    return fail_errno(ErrorCode::kStorageUnavailable, std::string(kNoRoom), "open(O_TMPFILE)", errno);
  std::filesystem::path named = folder_ / (std::string(kNamedPrefix) + unique_suffix());
  fd = ::open(named.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) return fail_errno(ErrorCode::kStorageUnavailable, std::string(kNoRoom), "open", errno);
  return StagedFile(UniqueFd(fd), std::move(named));
}

Result<PublishIntent> StagingArea::begin_publish(const TenantId& tenant, const StagedFile& file) {
  std::string name = tenant.str() + kIntentSeparator + file.sha256().str() + kIntentSeparator + unique_suffix();
  PublishIntent intent{tenant, file.sha256(), folder_ / name};
  if (::linkat(AT_FDCWD, descriptor_path(file.fd()).c_str(), AT_FDCWD, intent.path.c_str(), AT_SYMLINK_FOLLOW) != 0)
    return fail_errno(ErrorCode::kStorageUnavailable, std::string(kNoRoom), "linkat", errno);
  return intent;
}

void StagingArea::end_publish(const PublishIntent& intent) { ::unlink(intent.path.c_str()); }

Result<std::vector<PublishIntent>> StagingArea::leftover_intents() {
  std::vector<PublishIntent> intents;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    if (auto intent = parse_intent(entry.path()))
      intents.push_back(std::move(*intent));
    else if (entry.path().filename().string().starts_with(kNamedPrefix))
      ::unlink(entry.path().c_str());
  }
  if (error) return fail(ErrorCode::kStorageUnavailable, "the quarantine folder cannot be read", error.message());
  return intents;
}

}  // namespace pictor::blobs
