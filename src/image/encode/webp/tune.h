#pragma once
#include <cstdlib>
namespace pictor::image::vp8 {
inline double tune(const char* name, double otherwise) {
  const char* v = std::getenv(name);
  return v ? std::atof(v) : otherwise;
}
inline int tunei(const char* name, double otherwise) { return (int)tune(name, otherwise); }
}  // namespace pictor::image::vp8
