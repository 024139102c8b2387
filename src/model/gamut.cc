#include "model/gamut.h"

namespace pictor {

std::string_view to_string(Gamut gamut) { return gamut == Gamut::kSrgb ? "srgb" : "p3"; }

std::optional<Gamut> gamut_from(std::string_view name) {
  for (const Gamut gamut : {Gamut::kSrgb, Gamut::kDisplayP3}) {
    if (name == to_string(gamut)) return gamut;
  }
  return std::nullopt;
}

}  // namespace pictor
