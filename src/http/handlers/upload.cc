#include "http/handlers/upload.h"

#include <algorithm>

#include "http/handlers/uploaded_answer.h"
#include "http/parameters.h"

namespace pictor::http {
namespace {

Result<std::optional<std::string>> read_idempotency_key(const Request& request) {
  auto key = request.headers.find("Idempotency-Key");
  if (!key) return std::nullopt;
  bool printable = std::ranges::all_of(*key, [](char c) { return c > 0x20 && c < 0x7f; });
  if (key->empty() || key->size() > 255 || !printable)
    return fail_parameter("Idempotency-Key", "Idempotency-Key must be 1 to 255 printable ASCII characters");
  return std::string(*key);
}

}  // namespace

Result<Answer> upload_image(const ApiScope& scope, const Request& request, UploadForm& form) {
  TRY_VOID(QueryReader(request.query).finish());
  UploadForm::Filled filled = TRY(form.take());
  filled.request.idempotency_key = TRY(read_idempotency_key(request));
  app::Uploaded uploaded =
      TRY(app::upload_image(scope.deps, request.principal, filled.request, std::move(filled.file)));
  return uploaded_answer(scope, request, uploaded.details);
}

}  // namespace pictor::http
