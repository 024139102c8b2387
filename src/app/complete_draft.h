#pragma once

#include "app/upload_image.h"

namespace pictor::app {

/// Judges what was uploaded for a draft as any upload, on a copy that nobody else can change, and makes it the image of
/// that id. What is refused is removed from the store; the draft stays, for another try with the same form. Of an image
/// that is there already nothing is done: asking again is safe. Errors: kNotFound, kForbidden for who neither owns it
/// nor is an admin; kConflict while nothing has been uploaded; kTooLarge, kUnsupportedType or kUnprocessable when it is
/// not what was announced; those of upload_image(). Blocks; any thread.
Result<Uploaded> complete_draft(Deps& deps, const access::Principal& principal, const ImageId& id);

/// Of all tenants: forgets drafts whose form has ended a while ago, and removes what was uploaded for them. Answers how
/// many had not been completed.
Result<std::int64_t> remove_ended_drafts(Deps& deps);

/// The same counted, and nothing removed.
Result<std::int64_t> count_ended_drafts(Deps& deps);

}  // namespace pictor::app
