#pragma once
// Where the bytes are kept. Blobs are immutable and named by content, inside a tenant: nothing is ever overwritten.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/result.h"
#include "blobs/staging.h"
#include "model/format.h"
#include "model/ids.h"

namespace pictor::blobs {

/// Name of a blob inside its tenant. Made by the functions below only, from ids and hashes.
using BlobName = StrongId<struct BlobNameTag>;

/// `o/<sha256>`
BlobName original_name(const Sha256Hex& sha256);
/// `d/<image>/<version>/<spec>.<ext>`
BlobName rendition_name(const ImageId& image, const VersionId& version, std::string_view spec, Format format);
/// `d/<image>/`: prefix of everything derived from an image.
std::string rendition_prefix(const ImageId& image);
/// `q/<image>`: what a client uploaded straight to the store, not judged yet. Alone of all names it may get other
/// bytes, as long as a permit for it lasts.
BlobName draft_name(const ImageId& image);
inline constexpr std::string_view kDraftPrefix = "q/";

/// An open blob. Readable even when the blob is removed meanwhile.
class Blob {
 public:
  virtual ~Blob() = default;
  virtual std::int64_t size() const = 0;
  /// Fills `out` from `offset`; fewer bytes only at the end. Errors: kStorageUnavailable. Any thread.
  virtual Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const = 0;
  /// All bytes, where they are in memory anyway; borrowed from the blob.
  virtual std::optional<Bytes> in_memory() const { return std::nullopt; }
  /// Whether local_fd() is there already.
  virtual bool is_local() const { return false; }
  /// A descriptor to send or map the whole blob from offset 0; a driver without local files downloads one first.
  virtual Result<int> local_fd() = 0;
};

struct NewBlob {
  BlobName name;
  Bytes bytes;
};

struct BlobEntry {
  BlobName name;
  std::int64_t bytes = 0;
  Time modified{};
};

/// What a client may put under one name by itself.
struct UploadPermit {
  std::string content_type;    ///< exactly this
  std::int64_t min_bytes = 1;  ///< both inclusive
  std::int64_t max_bytes = 0;
  Time until{};
};

/// How a client puts it there: a POST of multipart/form-data to `url` with these fields as they are, then the file as
/// the last part, named `file`.
struct PostForm {
  std::string url;
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Contract (tests/contract/blobs runs on every driver): what publish answered for is there after a crash; publishing a
/// name that is there already succeeds and keeps the first bytes; removing what is absent succeeds; a name is listed
/// once published. Calls block; any thread. Errors: kNotFound where said, else kStorageUnavailable.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// Makes a staged file durable under `name`.
  virtual Result<void> publish(const TenantId& tenant, const BlobName& name, const StagedFile& file) = 0;
  /// Makes several small blobs durable with as few flushes as the store allows. All or an error; some may be there
  /// after one.
  virtual Result<void> publish_all(const TenantId& tenant, std::span<const NewBlob> blobs) = 0;
  virtual Result<std::unique_ptr<Blob>> open(const TenantId& tenant, const BlobName& name) = 0;  ///< kNotFound
  virtual Result<void> remove(const TenantId& tenant, std::span<const BlobName> names) = 0;
  /// Shows every blob whose name begins with `prefix`, in no order; an error of `visitor` ends the walk and is
  /// answered.
  virtual Result<void> visit(const TenantId& tenant, std::string_view prefix,
                             const std::function<Result<void>(const BlobEntry&)>& visitor) = 0;
  /// Lets whoever has the form put a blob of that name, without asking us again. The store holds it to the permit.
  /// Errors: kConflict when the store takes nothing from clients, which is what this one answers.
  virtual Result<PostForm> permit_upload(const TenantId& tenant, const BlobName& name, const UploadPermit& permit);
  /// Tenants that have a blob.
  virtual Result<std::vector<TenantId>> tenants() = 0;
  /// Whether the store can be written and read; for readiness.
  virtual Result<void> check() = 0;
};

}  // namespace pictor::blobs
