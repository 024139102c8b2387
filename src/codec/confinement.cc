#include "codec/confinement.h"

#include <array>

namespace pictor::codec {
namespace {

struct Layer {
  std::string_view name;
  bool enforced;
};

std::array<Layer, 8> layers_of(const Confinement& c) {
  return {Layer{"landlock", c.landlock_abi > 0},           Layer{"pid namespace", c.pid_namespace},
          Layer{"user namespace", c.user_namespace},       Layer{"network namespace", c.network_namespace},
          Layer{"ipc namespace", c.ipc_namespace},         Layer{"uts namespace", c.uts_namespace},
          Layer{"unprivileged user", c.unprivileged_user}, Layer{"address space limit", c.address_space_limit}};
}

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

}  // namespace

std::vector<std::string_view> missing_layers(const Confinement& confinement) {
  std::vector<std::string_view> missing;
  for (const Layer& layer : layers_of(confinement))
    if (!layer.enforced) missing.push_back(layer.name);
  return missing;
}

std::string describe(const Confinement& confinement) {
  std::vector<std::string_view> enforced{"seccomp"};
  for (const Layer& layer : layers_of(confinement))
    if (layer.enforced) enforced.push_back(layer.name);
  std::string text = joined(enforced);
  if (confinement.landlock_abi > 0) text += " (landlock ABI " + std::to_string(confinement.landlock_abi) + ")";
  if (const auto missing = missing_layers(confinement); !missing.empty()) text += "; missing: " + joined(missing);
  return text;
}

}  // namespace pictor::codec
