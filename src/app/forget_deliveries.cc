#include "app/forget_deliveries.h"

#include "delivery/cache_tags.h"

namespace pictor::app {

void forget_image(Deps& deps, const ImageId& image) {
  deps.ready_answers.invalidate(delivery::image_tag(image).str());
  deps.wake_edge();
}

void forget_tenant(Deps& deps, const TenantId& tenant) {
  deps.ready_answers.invalidate(delivery::tenant_tag(tenant).str());
  deps.wake_edge();
}

}  // namespace pictor::app
