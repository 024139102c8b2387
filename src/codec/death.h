#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pictor::codec {

/// The answer to a request that ended its process; is_codec_death() holds for it. `how` is for the log.
std::unexpected<Error> fail_death(std::string message, std::string_view how);

}  // namespace pictor::codec
