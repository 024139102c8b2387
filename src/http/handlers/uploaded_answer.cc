#include "http/handlers/uploaded_answer.h"

#include <boost/json/object.hpp>

#include "app/upload_image.h"
#include "http/json/json_text.h"
#include "http/prefer.h"

namespace pictor::http {
namespace {

Response created(const ApiScope& scope, const ImageDetails& details) {
  Response response = json_response(201, json_text(image_json(details, scope.urls)));
  response.headers.add("Location", image_url(scope.urls, details.image.id));
  return response;
}

/// The image as it is when processing has ended, or after the wait. Subscribes before it looks, so that no end is
/// missed between the two.
Result<Answer> wait_until_settled(const ApiScope& scope, const Image& image, std::chrono::seconds wait) {
  auto signal = std::make_shared<Signal>();
  // Shared because std::function is copied; it ends with the last copy.
  auto subscription = std::make_shared<app::ImageEvents::Subscription>(
      scope.deps.events.subscribe(image.id, [signal] { signal->raise(); }));
  auto settled = [&scope, tenant = image.tenant, id = image.id, subscription]() -> Result<ImageDetails> {
    return app::settle_upload(scope.deps, tenant, id);
  };
  auto respond = [&scope, settled, wait]() -> Result<Response> {
    Response response = created(scope, TRY(settled()));
    response.headers.add("Preference-Applied", "wait=" + std::to_string(wait.count()));
    return response;
  };
  ImageDetails now = TRY(settled());
  if (now.image.status != ImageStatus::kProcessing) return TRY(respond());
  return Pending{.signal = signal, .until = std::chrono::steady_clock::now() + wait, .resume = respond};
}

}  // namespace

Result<Answer> uploaded_answer(const ApiScope& scope, const Request& request, const ImageDetails& details) {
  const auto wait = parse_prefer(request.headers.joined("Prefer")).wait;
  if (wait) return wait_until_settled(scope, details.image, *wait);
  return created(scope, details);
}

}  // namespace pictor::http
