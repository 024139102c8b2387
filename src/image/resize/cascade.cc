#include "image/resize/cascade.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/resize/levels.h"
#include "image/resize/light.h"

namespace pictor::image {
namespace {

/// What a target reads: a picture of `stored` pixels that stands for `extent_width` x `extent_height` of them.
struct Level {
  Size stored;
  double extent_width = 0;
  double extent_height = 0;
};

/// One side of a region, as fractions.
struct Side {
  double start = 0;
  double length = 1;
};

/// `extent` stands for `stored` pixels.
Span span_of(int stored, double extent, Side region, Side bounds, int out) {
  Span span{.in = stored, .start = region.start * extent, .length = region.length * extent, .out = out};
  if (bounds.start == 0 && bounds.length == 1) return span;
  const int first = std::clamp(static_cast<int>(std::lround(bounds.start * extent)), 0, stored - 1);
  const auto end = static_cast<int>(std::lround((bounds.start + bounds.length) * extent));
  span.first = first;
  span.end = std::clamp(end, first + 1, stored);
  return span;
}

RowResizer resizer(const Level& from, const CascadeTarget& target, int channels) {
  const Region& region = target.region;
  const Region& bounds = target.bounds;
  return {span_of(from.stored.width, from.extent_width, {region.x, region.width}, {bounds.x, bounds.width},
                  target.size.width),
          span_of(from.stored.height, from.extent_height, {region.y, region.height}, {bounds.y, bounds.height},
                  target.size.height),
          channels};
}

Reach united(const Reach& a, const Reach& b) { return {std::min(a.begin, b.begin), std::max(a.end, b.end)}; }

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
};

Cascade::Cascade(const PictureShape& source, std::span<const CascadeTarget> targets, Averaging averaging)
    : source_(source),
      averaging_(averaging),
      light_(light_row_floats(source.width, source.channels) * kRowBatch * sizeof(float)),
      columns_{source.width, 0},
      rows_{source.height, 0} {
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

bool Cascade::is_source(const CascadeTarget& target) const {
  return target.region.whole() && target.size == Size{source_.width, source_.height} &&
         source_.extent_width == source_.width && source_.extent_height == source_.height;
}

void Cascade::attach(std::size_t picture, const CascadeTarget& target) {
  if (is_source(target)) {
    copy_ = &pictures_[picture];
    return;
  }
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
  nodes_.push_back(std::make_unique<Node>(resizer(level, target, source_.channels), target, &pictures_[picture]));
  if (parent == nullptr) {
    columns_ = united(columns_, nodes_.back()->resize.columns());
    rows_ = united(rows_, nodes_.back()->resize.rows());
  }
  (parent == nullptr ? roots_ : parent->children).push_back(nodes_.back().get());
}

float* Cascade::light_row(int r) const {
  return light_.floats() + light_row_floats(source_.width, source_.channels) * static_cast<std::size_t>(r);
}

void Cascade::push(std::span<const std::uint8_t> row, std::span<const float> lost_variance) {
  const int y = next_row_++;
  if (copy_ != nullptr) copy(y, row, lost_variance);
  if (y < rows_.begin || y >= rows_.end) return;
  const auto first = static_cast<std::size_t>(columns_.begin);
  const auto count = static_cast<std::size_t>(columns_.end - columns_.begin);
  const auto channels = static_cast<std::size_t>(source_.channels);
  to_floats(row.subspan(first * channels, count * channels),
            lost_variance.empty() ? lost_variance : lost_variance.subspan(first, count),
            light_row(waiting_++) + first * channels);
  if (waiting_ == kRowBatch || y + 1 == rows_.end) resize_waiting(y + 1);
}

void Cascade::copy(int y, std::span<const std::uint8_t> row, std::span<const float> lost_variance) {
  const std::span<std::uint8_t> to(copy_->row(y), copy_->stride());
  if (lost_variance.empty() || averaging_ == Averaging::kLevels) {
    std::ranges::copy(row, to.begin());
  } else {
    srgb_to_light(row, source_.channels, lost_variance, light_row(waiting_));
    light_to_srgb(light_row(waiting_), source_.channels, to);
  }
}

void Cascade::to_floats(std::span<const std::uint8_t> row, std::span<const float> lost_variance, float* floats) const {
  if (averaging_ == Averaging::kLevels) {
    levels_to_floats(row, floats);
  } else {
    srgb_to_light(row, source_.channels, lost_variance, floats);
  }
}

void Cascade::to_bytes(const float* floats, std::span<std::uint8_t> row) const {
  if (averaging_ == Averaging::kLevels) {
    floats_to_levels(floats, row);
  } else {
    light_to_srgb(floats, source_.channels, row);
  }
}

void Cascade::resize_waiting(int end) {
  std::array<const float*, kRowBatch> rows{};
  for (int r = 0; r < waiting_; ++r) rows[r] = light_row(r);
  const LightRows batch{end - waiting_, std::span(rows).first(static_cast<std::size_t>(waiting_))};
  for (Node* root : roots_) receive(*root, batch);
  waiting_ = 0;
}

void Cascade::receive(Node& node, const LightRows& batch) {
  node.resize.push(batch, [&](const LightRows& finished) {
    for (std::size_t r = 0; r < finished.rows.size(); ++r) {
      const int y = finished.first + static_cast<int>(r);
      to_bytes(finished.rows[r], {node.picture->row(y), node.picture->stride()});
    }
    for (Node* child : node.children) receive(*child, finished);
  });
}

}  // namespace pictor::image
