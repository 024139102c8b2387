#pragma once

#include <expected>
#include <string>
#include <utility>

namespace pictor::http {

/// A request that breaks the protocol itself, before any use case sees it: a status of its own, and the connection is
/// closed because nothing that follows on it can be trusted.
struct Refusal {
  int status = 400;
  std::string detail;
};

template <class T>
using Accepted = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(int status, std::string detail) {
  return std::unexpected(Refusal{.status = status, .detail = std::move(detail)});
}

}  // namespace pictor::http
