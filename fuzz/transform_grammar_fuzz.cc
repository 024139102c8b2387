// Whatever text the grammar of transforms accepts has one canonical spelling, which reads back as the same transform
// and stands in a URL as it is; its operations are within the bounds that rendering checks.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "delivery/transform.h"
#include "policy/operation_parameters.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pictor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto transform = delivery::transform_from(text);
  if (!transform) {
    if (transform.error().code != ErrorCode::kInvalidParameter) std::abort();
    return 0;
  }
  const std::string canonical = delivery::to_text(*transform);
  if (canonical.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789=&_.,-") != std::string::npos) std::abort();
  const auto again = delivery::transform_from(std::string_view(canonical));
  if (!again || *again != *transform || delivery::to_text(*again) != canonical) std::abort();
  if (!image::check_bounds(transform->operations)) std::abort();
  if (policy::operations_from(policy::operations_text(transform->operations)) != transform->operations) std::abort();
  return 0;
}
