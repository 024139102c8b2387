#pragma once
// What a committed change makes untrue, here and at the edge. The purges of the edge are in the change's transaction.

#include "app/deps.h"

namespace pictor::app {

/// After a change of the image, its files or who may see it.
void forget_image(Deps& deps, const ImageId& image);
/// After a change of the tenant's keys, or its end.
void forget_tenant(Deps& deps, const TenantId& tenant);

}  // namespace pictor::app
