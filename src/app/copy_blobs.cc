#include "app/copy_blobs.h"

#include <map>
#include <string>
#include <vector>

#include "app/staged_copy.h"

namespace pictor::app {
namespace {

constexpr std::string_view kOriginalPrefix = "o/";

class Copy {
 public:
  Copy(blobs::BlobStore& from, blobs::BlobStore& to, blobs::StagingArea& staging)
      : from_(from), to_(to), staging_(staging) {}

  Result<void> copy_tenant(const TenantId& tenant, const CancelToken& cancel,
                           const std::function<void(const CopyReport&)>& progress) {
    std::map<std::string, std::int64_t> there;
    TRY_VOID(to_.visit(tenant, "", [&there](const blobs::BlobEntry& entry) -> Result<void> {
      there[entry.name.str()] = entry.bytes;
      return {};
    }));
    return from_.visit(tenant, "", [&](const blobs::BlobEntry& entry) -> Result<void> {
      if (cancel.stop_requested()) return fail(ErrorCode::kCancelled, "the copy was interrupted");
      const auto found = there.find(entry.name.str());
      if (found != there.end() && found->second == entry.bytes) {
        ++report_.already_there;
        return {};
      }
      TRY_VOID(copy_blob(tenant, entry.name));
      progress(report_);
      return {};
    });
  }

  const CopyReport& report() const { return report_; }

 private:
  Result<void> copy_blob(const TenantId& tenant, const blobs::BlobName& name) {
    auto source = from_.open(tenant, name);
    if (!source && source.error().code == ErrorCode::kNotFound) {
      ++report_.vanished;
      return {};
    }
    if (!source) return std::unexpected(std::move(source).error());
    const blobs::StagedFile file = TRY(staged_copy(staging_, **source));
    if (name.str().starts_with(kOriginalPrefix) && name.str().substr(kOriginalPrefix.size()) != file.sha256().str()) {
      return fail(ErrorCode::kCorruptImage, "an original is not what its name says: " + name.str());
    }
    TRY_VOID(to_.publish(tenant, name, file));
    const auto copy = TRY(to_.open(tenant, name));
    if (TRY(staged_copy(staging_, *copy)).sha256() != file.sha256()) {
      return fail(ErrorCode::kStorageUnavailable, "the copy differs from its source: " + name.str());
    }
    ++report_.copied;
    report_.copied_bytes += file.size();
    return {};
  }

  blobs::BlobStore& from_;
  blobs::BlobStore& to_;
  blobs::StagingArea& staging_;
  CopyReport report_;
};

}  // namespace

Result<CopyReport> copy_blobs(blobs::BlobStore& from, blobs::BlobStore& to, blobs::StagingArea& staging,
                              const CancelToken& cancel, const std::function<void(const CopyReport&)>& progress) {
  Copy copy(from, to, staging);
  for (const TenantId& tenant : TRY(from.tenants())) TRY_VOID(copy.copy_tenant(tenant, cancel, progress));
  return copy.report();
}

}  // namespace pictor::app
