#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/token.h"
#include "app/deps.h"
#include "model/image.h"
#include "model/job.h"

namespace pictor::app {

/// What comes with the bytes. All texts are checked here, not by the caller.
struct UploadRequest {
  std::string name;
  std::vector<std::string> tags;
  std::optional<std::string> album;
  Visibility visibility = Visibility::kPrivate;
  std::optional<Time> expires_at;
  std::string metadata;  ///< JSON object as text; empty for `{}`
  std::optional<std::string> idempotency_key;
  std::optional<ImageId> draft;  ///< whose bytes these are: the image gets its id, and it is completed
};

/// The request with its texts as they are kept. Errors: kInvalidParameter with the field.
Result<UploadRequest> checked_texts(UploadRequest request, Time now);

/// Whether a file that begins with `head` (64 bytes are enough) is of one of the types `inputs`, so that one that is
/// not can be refused before the rest of it is received. Errors: kUnsupportedType. Pure.
Result<void> judge_head(Bytes head, const FormatSet& inputs);

struct Uploaded {
  ImageDetails details;
  bool replayed = false;  ///< the idempotency key (for the same content) or the draft had been used: nothing was done
};

/// Judges a received file and, when it is good, makes the original durable and commits its row and processing job in
/// one transaction. `file` is finished (hashed). Whatever fails leaves nothing behind. Blocks; any thread. Errors:
/// kUnsupportedType, those of codec::Codec::probe, kInvalidParameter, kConflict (idempotency key used for other
/// content), kNotFound (no such draft), kStorageUnavailable.
Result<Uploaded> upload_image(Deps& deps, const access::Principal& principal, const UploadRequest& request,
                              blobs::StagedFile file);

/// For a client that waited: the image as it is now, or, when decoding found it damaged, its reason as an error with
/// the image removed at once. Errors: the reason; kNotFound.
Result<ImageDetails> settle_upload(Deps& deps, const TenantId& tenant, const ImageId& id);

}  // namespace pictor::app
