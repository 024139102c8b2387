// Whatever path the delivery grammar takes has one spelling: taken apart and put together again it is the same text,
// and what was never signed is never right.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "delivery/delivery_path.h"
#include "delivery/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pictor;
  const std::string_view path(reinterpret_cast<const char*>(data), size);
  const auto read = delivery::delivery_path_from(path);
  if (!read) return 0;
  std::string again = delivery::delivery_path(read->tenant, read->image, read->version, read->picture);
  if (const auto& signature = read->signature) {
    again +=
        "/" + signature->key.str() + "." + (signature->expires ? std::to_string(*signature->expires) : "never") + ".";
    if (again != read->signed_text) std::abort();
    again += signature->mac;
    if (delivery::is_right(*signature, "a secret that the fuzzer does not have", read->signed_text)) std::abort();
  }
  if (again != path) std::abort();
  const auto picture = delivery::picture_from(read->picture);
  if (picture && delivery::to_text(*picture) != read->picture) std::abort();
  return 0;
}
