#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/token.h"
#include "app/deps.h"
#include "model/image.h"

namespace pictor::app {

/// Members that are set are changed; an inner nullopt clears.
struct ImagePatch {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::optional<std::string>> album;
  std::optional<Visibility> visibility;
  std::optional<std::optional<Time>> expires_at;
  std::optional<std::string> metadata;  ///< JSON object as text
  std::optional<std::optional<FocalPoint>> focus;
};

/// Errors of all: kNotFound, kForbidden (not the owner's, not an admin), kInvalidParameter, kGone (patch of the trash).
Result<ImageDetails> update_image(Deps& deps, const access::Principal& principal, const ImageId& id,
                                  const ImagePatch& patch);

enum class Purge { kNo, kYes };
/// To the trash, or away at once with all files. Deleting what is in the trash already succeeds.
Result<void> delete_image(Deps& deps, const access::Principal& principal, const ImageId& id, Purge purge);
/// Errors: kConflict when it is not in the trash.
Result<ImageDetails> restore_image(Deps& deps, const access::Principal& principal, const ImageId& id);

}  // namespace pictor::app
