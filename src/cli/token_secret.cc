#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>

#include "base/encoding.h"
#include "base/random.h"
#include "cli/data_folder.h"

namespace pictor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kMaxFileBytes = 4096;

std::unexpected<Error> storage_failure(const fs::path& path, std::string_view call) {
  return fail_errno(ErrorCode::kStorageUnavailable, "cannot use " + path.string(), call, errno);
}

std::string new_secret() {
  std::array<std::uint8_t, kSecretBytes> bytes;
  SystemRandom().fill(bytes);
  return to_base64url(bytes);
}

/// Removes a name when the scope ends.
class ScopedName {
 public:
  explicit ScopedName(fs::path path) : path_(std::move(path)) {}
  ~ScopedName() { ::unlink(path_.c_str()); }
  ScopedName(const ScopedName&) = delete;
  ScopedName& operator=(const ScopedName&) = delete;

 private:
  fs::path path_;
};

/// Writes a new secret aside and links it to its name, which fails when another process was faster: nobody ever reads a
/// secret that is half written, and all read the same.
Result<void> make_secret_file(const fs::path& path) {
  std::string aside = path.string() + ".XXXXXX";
  UniqueFd file(::mkostemp(aside.data(), O_CLOEXEC));  // mode 0600
  if (!file) return storage_failure(path, "mkostemp");
  ScopedName cleanup(aside);
  std::string line = new_secret() + "\n";
  if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) || ::fsync(file.get()) != 0)
    return storage_failure(path, "write");
  if (::link(aside.c_str(), path.c_str()) != 0 && errno != EEXIST) return storage_failure(path, "link");
  return {};
}

Result<std::string> read_secret(int file, const fs::path& path) {
  struct stat status{};
  if (::fstat(file, &status) != 0) return storage_failure(path, "fstat");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail_parameter("jwt_secret", path.string() + " can be read by others: chmod 600 it");
  std::array<char, kMaxFileBytes> text;
  ssize_t size = ::read(file, text.data(), text.size());
  if (size < 0) return storage_failure(path, "read");
  while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r')) --size;
  return std::string(text.data(), static_cast<std::size_t>(size));
}

Result<std::string> secret_of_folder(const fs::path& path) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file && errno == ENOENT) {
    TRY_VOID(make_secret_file(path));
    file = UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  }
  if (!file) return storage_failure(path, "open");
  return read_secret(file.get(), path);
}

}  // namespace

Result<access::TokenSecret> token_secret(const config::Settings& settings) {
  if (!settings.jwt_secret.empty()) return access::TokenSecret::from(settings.jwt_secret);
  return access::TokenSecret::from(TRY(secret_of_folder(fs::path(settings.data) / "jwt_secret")));
}

}  // namespace pictor::cli
