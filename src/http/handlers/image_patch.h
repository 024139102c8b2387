#pragma once

#include "app/change_image.h"
#include "http/json/json_fwd.h"

namespace pictor::http {

/// Reads the body of PATCH /images/{id}: members that are absent stay, `null` clears album, expires_at and focus.
/// Errors: kInvalidParameter with the field; kInvalidRequest for an empty patch.
Result<app::ImagePatch> read_image_patch(const boost::json::object& body);

}  // namespace pictor::http
