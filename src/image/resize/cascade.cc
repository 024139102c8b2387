#include "image/resize/cascade.h"

#include <algorithm>
#include <cmath>

#include "image/resize/light.h"
#include "image/resize/row_resizer.h"

namespace pictor::image {
namespace {

/// What a target reads: a picture of `stored` pixels that stands for `extent_width` x `extent_height` of them.
struct Level {
  Size stored;
  double extent_width = 0;
  double extent_height = 0;
};

/// One side: `start`, `length` and the bounds are fractions of `extent`, which stands for `stored` pixels.
Span span_of(int stored, double extent, double start, double length, double bounds_start, double bounds_length,
             int out) {
  Span span{.in = stored, .start = start * extent, .length = length * extent, .out = out};
  if (bounds_start == 0 && bounds_length == 1) return span;
  span.first = std::clamp(static_cast<int>(std::lround(bounds_start * extent)), 0, stored - 1);
  span.end =
      std::clamp(static_cast<int>(std::lround((bounds_start + bounds_length) * extent)), *span.first + 1, stored);
  return span;
}

RowResizer resizer(const Level& from, const CascadeTarget& target) {
  const Region& region = target.region;
  const Region& bounds = target.bounds;
  return {
      span_of(from.stored.width, from.extent_width, region.x, region.width, bounds.x, bounds.width, target.size.width),
      span_of(from.stored.height, from.extent_height, region.y, region.height, bounds.y, bounds.height,
              target.size.height)};
}

bool large_enough(Size level, const CascadeTarget& target) {
  return level.width * target.region.width >= kCascadeMargin * target.size.width &&
         level.height * target.region.height >= kCascadeMargin * target.size.height;
}

/// Pixels that the whole source would have at the target's scale: parents come before children in this order.
double whole_area(const CascadeTarget& target) {
  return target.size.width / target.region.width * (target.size.height / target.region.height);
}

}  // namespace

struct Cascade::Node {
  RowResizer resize;
  CascadeTarget target;
  Picture* picture = nullptr;
  std::vector<Node*> children;
  int rows = 0;
};

Cascade::Cascade(const PictureShape& source, std::span<const CascadeTarget> targets)
    : source_(source), light_(light_row_floats(source.width) * sizeof(float)) {
  std::vector<CascadeTarget> different;
  for (const CascadeTarget& target : targets) {
    if (std::ranges::find(different, target) == different.end()) different.push_back(target);
  }
  std::ranges::sort(different, std::greater{}, whole_area);
  for (const CascadeTarget& target : targets) {
    picture_of_.push_back(static_cast<std::size_t>(std::ranges::find(different, target) - different.begin()));
  }
  for (const CascadeTarget& target : different) {
    pictures_.emplace_back(target.size.width, target.size.height, source.channels);
  }
  for (std::size_t i = 0; i < different.size(); ++i) attach(i, different[i]);
}

Cascade::~Cascade() = default;

void Cascade::attach(std::size_t picture, const CascadeTarget& target) {
  Node* parent = nullptr;
  // A smaller picture of the whole has what lies outside of the bounds mixed in at their edges.
  const bool bounded = !target.bounds.whole();
  for (const std::unique_ptr<Node>& node : nodes_) {
    if (!bounded && node->target.region.whole() && large_enough(node->target.size, target)) parent = node.get();
  }
  Level level{{source_.width, source_.height}, source_.extent_width, source_.extent_height};
  if (parent != nullptr) {
    const Size size = parent->target.size;
    level = {size, static_cast<double>(size.width), static_cast<double>(size.height)};
  }
  nodes_.push_back(std::make_unique<Node>(resizer(level, target), target, &pictures_[picture]));
  (parent == nullptr ? roots_ : parent->children).push_back(nodes_.back().get());
}

void Cascade::push(std::span<const std::uint8_t> row, std::span<const float> lost_variance) {
  srgb_to_light(row, source_.channels, light_.floats());
  if (!lost_variance.empty()) restore_lost_light(row, source_.channels, lost_variance, light_.floats());
  for (Node* root : roots_) receive(*root, light_.floats());
}

void Cascade::receive(Node& node, const float* row) {
  node.resize.push(row, [&](const float* finished) {
    light_to_srgb(finished, source_.channels, {node.picture->row(node.rows++), node.picture->stride()});
    for (Node* child : node.children) receive(*child, finished);
  });
}

}  // namespace pictor::image
