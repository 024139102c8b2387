#include "http/embedded.h"

// clang-format 19 breaks #embed.
// clang-format off
namespace pictor::http::embedded {

std::string_view openapi_json() {
  static constexpr char kDocument[] = {
#embed <openapi.json>
  };
  return {kDocument, sizeof kDocument};
}

}  // namespace pictor::http::embedded
