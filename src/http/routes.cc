#include "http/routes.h"

#include "http/handlers/convert.h"
#include "http/handlers/delivery.h"
#include "http/handlers/direct_upload.h"
#include "http/handlers/images.h"
#include "http/handlers/operations.h"
#include "http/handlers/pages.h"
#include "http/handlers/ready_answers.h"
#include "http/handlers/signing_keys.h"
#include "http/handlers/thumbnails.h"
#include "http/handlers/upload.h"
#include "http/handlers/usage.h"

namespace pictor::http {
namespace {

/// That an image is not there may be remembered at the edge: it shields the origin from a wrong link on a busy page.
constexpr std::chrono::seconds kAbsenceLasts{5};

}  // namespace

std::vector<Route> api_routes(const ApiScope& scope) {
  using enum Method;
  using enum BodyKind;
  using enum Run;
  using access::Permission;
  using Limit = LimitClass;
  using Handler = Result<Answer> (*)(const ApiScope&, const Request&);
  auto call = [&scope](Handler handler) {
    return [&scope, handler](const Request& request, BodyReceiver*) { return handler(scope, request); };
  };
  auto upload = [&scope](const Request& request, BodyReceiver* form) {
    return upload_image(scope, request, static_cast<UploadForm&>(*form));
  };
  auto open_form = [&scope](const Request& request) -> Result<std::unique_ptr<BodyReceiver>> {
    return UploadForm::open(scope, request);
  };
  const auto ready = [&scope](const Request& request) { return find_ready_answer(scope, request); };
  // clang-format off
  return {
      {kPost,   "/images/upload",                   Permission::kUpload, Limit::kUpload,    kStream,         kBlocking, upload, open_form},
      {kPost,   "/images/direct-upload",            Permission::kUpload, Limit::kApi,       kJson,           kBlocking, call(draft_image)},
      {kPost,   "/images/{id}/complete",            Permission::kUpload, Limit::kUpload,    BodyKind::kNone, kBlocking, call(complete_draft)},
      {kGet,    "/images",                          Permission::kRead,   Limit::kApi,       BodyKind::kNone, kBlocking, call(list_images)},
      {kGet,    "/images/{id}",                     Permission::kRead,   Limit::kTransform, BodyKind::kNone, kBlocking, call(get_image)},
      {kPatch,  "/images/{id}",                     Permission::kChange, Limit::kApi,       kJson,           kBlocking, call(patch_image)},
      {kDelete, "/images/{id}",                     Permission::kChange, Limit::kApi,       BodyKind::kNone, kBlocking, call(delete_image)},
      {kPost,   "/images/{id}/restore",             Permission::kChange, Limit::kApi,       BodyKind::kNone, kBlocking, call(restore_image)},
      {kGet,    "/images/{id}/original",            Permission::kRead,   Limit::kApi,       BodyKind::kNone, kBlocking, call(get_original)},
      {kGet,    "/images/{id}/thumbnails",          Permission::kRead,   Limit::kApi,       BodyKind::kNone, kBlocking, call(list_thumbnails)},
      {kGet,    "/images/{id}/thumbnails/{preset}", Permission::kRead,   Limit::kTransform, BodyKind::kNone, kBlocking, call(get_thumbnail)},
      {kPut,    "/images/{id}/convert",             Permission::kUpload, Limit::kTransform, kJson,           kBlocking, call(convert_image)},
      {kPost,   "/images/{id}/urls",                Permission::kRead,   Limit::kApi,       kJson,           kBlocking, call(make_url)},
      {kGet,    "/t/{tenant}/{image}/{version}/{picture}", Permission::kNone, Limit::kTransform, BodyKind::kNone, kBlocking, call(deliver), nullptr, ready, kAbsenceLasts},
      {kGet,    "/t/{tenant}/{image}/{version}/{picture}/{signature}", Permission::kNone, Limit::kTransform, BodyKind::kNone, kBlocking, call(deliver), nullptr, ready, kAbsenceLasts},
      {kGet,    "/signing-keys",                    Permission::kAdminister, Limit::kApi,   BodyKind::kNone, kBlocking, call(list_signing_keys)},
      {kPost,   "/signing-keys",                    Permission::kAdminister, Limit::kApi,   kJson,           kBlocking, call(add_signing_key)},
      {kDelete, "/signing-keys/{id}",               Permission::kAdminister, Limit::kApi,   BodyKind::kNone, kBlocking, call(retire_signing_key)},
      {kGet,    "/usage",                           Permission::kAdminister, Limit::kApi,   BodyKind::kNone, kBlocking, call(get_usage)},
      {kGet,    "/jobs/{id}",                       Permission::kRead,   Limit::kApi,       BodyKind::kNone, kBlocking, call(get_job)},
      {kGet,    "/healthz",                         Permission::kNone,   Limit::kNone,      BodyKind::kNone, kInline,   call(healthz)},
      {kGet,    "/readyz",                          Permission::kNone,   Limit::kNone,      BodyKind::kNone, kBlocking, call(readyz)},
      {kGet,    "/metrics",                         Permission::kNone,   Limit::kNone,      BodyKind::kNone, kBlocking, call(metrics)},
      {kGet,    "/openapi.json",                    Permission::kNone,   Limit::kNone,      BodyKind::kNone, kInline,   call(openapi_document)},
      {kGet,    "/docs",                            Permission::kNone,   Limit::kNone,      BodyKind::kNone, kInline,   call(docs_page)},
      {kGet,    "/docs.css",                        Permission::kNone,   Limit::kNone,      BodyKind::kNone, kInline,   call(docs_style)},
      {kGet,    "/docs.js",                         Permission::kNone,   Limit::kNone,      BodyKind::kNone, kInline,   call(docs_script)},
      {kGet,    "/",                                Permission::kNone,   Limit::kNone,      BodyKind::kNone, kInline,   call(landing_page)},
  };
  // clang-format on
}

}  // namespace pictor::http
