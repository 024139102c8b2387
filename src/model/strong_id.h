#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace pictor {

/// An identifier whose kind is part of its type: a swapped argument does not compile.
/// Construct from text only where the text is known to be valid (parsed at the edge, or read from the catalog).
template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string text) : text_(std::move(text)) {}
  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const StrongId&) const = default;

 private:
  std::string text_;
};

}  // namespace pictor

template <class Tag>
struct std::hash<pictor::StrongId<Tag>> {
  std::size_t operator()(const pictor::StrongId<Tag>& id) const { return std::hash<std::string>{}(id.str()); }
};
