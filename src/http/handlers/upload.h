#pragma once

#include "http/handlers/upload_form.h"

namespace pictor::http {

/// 201 with the image; with `Prefer: wait=N` when it is ready, or after N seconds as it is then.
Result<Answer> upload_image(const ApiScope& scope, const Request& request, UploadForm& form);

}  // namespace pictor::http
