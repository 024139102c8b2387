#include "cli/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

namespace pictor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kFile = "file:";

std::unexpected<Error> storage_failure(const fs::path& path, std::string_view call) {
  return fail_errno(ErrorCode::kStorageUnavailable, "cannot use " + path.string(), call, errno);
}

Result<UniqueFd> take_lock(const fs::path& path) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return storage_failure(path, "open");
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) return storage_failure(path, "flock");
  return fail(ErrorCode::kConflict, "another pictor serves this data already: it holds " + path.string());
}

}  // namespace

std::string database_url(const config::Settings& settings) {
  if (!settings.database.empty()) return settings.database;
  return std::string(kSqlite) + (fs::path(settings.data) / "pictor.db").string();
}

fs::path blobs_folder(const config::Settings& settings) {
  if (settings.blobs.empty()) return fs::path(settings.data) / "blobs";
  return settings.blobs.substr(kFile.size());
}

Result<void> make_data_folder(const config::Settings& settings) {
  fs::path folder(settings.data);
  if (!folder.has_filename()) folder = folder.parent_path();  // `data/`
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);  // what went wrong shows in the next call
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return storage_failure(folder, "mkdir");
}

Result<ServeLock> ServeLock::take(const config::Settings& settings) {
  ServeLock lock;
  lock.data_ = TRY(take_lock(fs::path(settings.data) / "serve.lock"));
  if (!settings.database.empty()) lock.database_ = TRY(take_lock(settings.database.substr(kSqlite.size()) + ".lock"));
  return lock;
}

}  // namespace pictor::cli
