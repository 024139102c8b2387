#pragma once
// The folder that holds what is not configured to be elsewhere.

#include <filesystem>
#include <string>

#include "access/token.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "config/settings.h"

namespace pictor::cli {

/// URL of the database: the configured one, else SQLite in the data folder.
std::string database_url(const config::Settings& settings);
/// Folder of the blobs: the configured one, else in the data folder.
std::filesystem::path blobs_folder(const config::Settings& settings);

/// Makes the data folder, for its owner only, when it is not there. Errors: kStorageUnavailable.
Result<void> make_data_folder(const config::Settings& settings);

/// Keeps a second server away from the same data. Released by the kernel when the process ends, however it ends.
class ServeLock {
 public:
  /// Errors: kConflict when another process has it, kStorageUnavailable.
  static Result<ServeLock> take(const config::Settings& settings);

 private:
  UniqueFd data_;
  UniqueFd database_;  ///< open when the database is configured to be elsewhere
};

/// The configured secret, else the one in `<data>/jwt_secret`, which the first who asks makes, with mode 0600.
/// Processes that ask at the same time get the same. Errors: kInvalidParameter (others may read it, too short),
/// kStorageUnavailable.
Result<access::TokenSecret> token_secret(const config::Settings& settings);

}  // namespace pictor::cli
