#pragma once

#include "app/deps.h"
#include "jobs/worker.h"

namespace pictor::app {

/// What the worker needs to know of images: handlers by kind, which errors are final, who is told. `deps` outlives the
/// worker.
jobs::Worker::Hooks job_hooks(Deps& deps);

}  // namespace pictor::app
