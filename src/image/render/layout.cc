#include "image/render/layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "image/operations/saliency.h"
#include "image/orient.h"
#include "image/placeholder.h"

namespace pictor::image {
namespace {

Orientation turn_of(const Operations& operations) {
  constexpr std::array kFlips{Orientation::kNormal, Orientation::kFlipX, Orientation::kFlipY, Orientation::kRotate180};
  constexpr std::array kTurns{Orientation::kNormal, Orientation::kRotate90, Orientation::kRotate180,
                              Orientation::kRotate270};
  return followed_by(kFlips[static_cast<std::size_t>(operations.flip)], kTurns[operations.quarter_turns]);
}

/// Where a region of the picture as stored is shown: the reverse of stored_region().
Region shown_region(const Region& stored, Orientation orientation) {
  return stored_region(stored, inverse(orientation));
}

/// The stored corner that is shown at the top left.
Borders::Corner first_corner(Orientation orientation) {
  const Region corner = stored_region({.x = 0, .y = 0, .width = 0, .height = 0}, orientation);
  return static_cast<Borders::Corner>((corner.y > 0 ? 2 : 0) + (corner.x > 0 ? 1 : 0));
}

/// A region of `part`, itself a part of the whole, as a region of the whole.
Region within(const Region& part, const Region& region) {
  return {.x = part.x + region.x * part.width,
          .y = part.y + region.y * part.height,
          .width = region.width * part.width,
          .height = region.height * part.height};
}

/// A coordinate of the whole as one of a part of it.
double relative(double at, double start, double length) { return std::clamp((at - start) / length, 0.0, 1.0); }

/// The size of a whole picture of which the target's region is `margin` times the target's size.
Size needed_for(const CascadeTarget& target, double margin) {
  static constexpr double kMost = std::numeric_limits<int>::max();  // of a sliver of the picture
  const auto whole = [margin](int side, double share) {
    return static_cast<int>(std::min(kMost, std::ceil(side / share * margin)));
  };
  return {whole(target.size.width, target.region.width), whole(target.size.height, target.region.height)};
}

/// The picture that a rendition is cut from: trimmed and turned.
struct Cut {
  Orientation orientation;  ///< from stored to turned
  Region part;              ///< of the turned picture
  Size size;                ///< of that part
};

class LayoutBuilder {
 public:
  LayoutBuilder(const ProbeOutcome& probed, const Analysis& analysis)
      : orientation_(probed.orientation), shown_{probed.facts.width, probed.facts.height}, analysis_(analysis) {}

  Result<void> add(const RenditionSpec& spec) {
    TRY_VOID(check_bounds(spec.operations));
    if (widest_gamut(spec) == Gamut::kDisplayP3) layout_.decode.widest = Gamut::kDisplayP3;
    const Cut cut = cut_for(spec.operations);
    Placement placement = TRY(place(with_focus_in(cut, spec), cut.size));
    Region region = within(cut.part, placement.region);
    if (spec.fit == Fit::kCover && spec.operations.gravity == Gravity::kSmart) {
      const Picture small = oriented_copy(analysis_.small.view(), cut.orientation);
      region = most_salient(small.view(), cut.part, region.width, region.height);
    }
    add_target({.region = region, .size = placement.scaled, .bounds = cut.part}, cut.orientation, kDecodeMargin);
    layout_.placements.push_back(placement);
    return {};
  }
  void add_optimized(int max_side) {
    layout_.optimized = add_target({.region = {}, .size = fit_inside(shown_, {max_side, max_side})}, orientation_,
                                   kOptimizedDecodeMargin);
  }
  void add_placeholder() {
    constexpr Size kBox{kPlaceholderSide, kPlaceholderSide};
    layout_.placeholder = add_target({.region = {}, .size = fit_inside(shown_, kBox)}, orientation_, kDecodeMargin);
  }
  Layout finish() { return std::move(layout_); }

 private:
  Cut cut_for(const Operations& operations) const {
    Cut cut{.orientation = followed_by(orientation_, turn_of(operations)), .part = {}, .size = {}};
    cut.size = swapped_if_turned(swapped_if_turned(shown_, orientation_), cut.orientation);
    if (!operations.trim) return cut;
    const Region inside = analysis_.borders->inside(first_corner(orientation_), *operations.trim);
    cut.part = shown_region(inside, cut.orientation);
    cut.size = swapped_if_turned(analysis_.borders->size_of(inside), cut.orientation);
    return cut;
  }

  /// The focal point is one of the picture as shown: here it becomes one of what is left of it, as that is turned.
  static RenditionSpec with_focus_in(const Cut& cut, RenditionSpec spec) {
    const Region point{.x = spec.focus.x, .y = spec.focus.y, .width = 0, .height = 0};
    const Region turned = shown_region(point, turn_of(spec.operations));
    spec.focus = {.x = relative(turned.x, cut.part.x, cut.part.width),
                  .y = relative(turned.y, cut.part.y, cut.part.height)};
    return spec;
  }

  /// `target` as shown.
  std::size_t add_target(CascadeTarget target, Orientation orientation, double margin) {
    target = {.region = stored_region(target.region, orientation),
              .size = swapped_if_turned(target.size, orientation),
              .bounds = stored_region(target.bounds, orientation)};
    const Size stored = swapped_if_turned(shown_, orientation_);
    DecodeTarget& decode = layout_.decode;
    const Size needed = needed_for(target, margin);
    decode.min_width = std::max(decode.min_width, std::min(needed.width, stored.width));
    decode.min_height = std::max(decode.min_height, std::min(needed.height, stored.height));
    layout_.targets.push_back({target, orientation});
    return layout_.targets.size() - 1;
  }

  Orientation orientation_;
  Size shown_;
  const Analysis& analysis_;
  Layout layout_;
};

}  // namespace

DecodeTarget decode_target_for(std::span<const ShownTarget> targets) {
  DecodeTarget decode;
  for (const ShownTarget& target : targets) {
    const Size needed = needed_for(target.stored, kDecodeMargin);
    decode.min_width = std::max(decode.min_width, needed.width);
    decode.min_height = std::max(decode.min_height, needed.height);
  }
  return decode;
}

Result<Layout> lay_out(const Plan& plan, const ProbeOutcome& probed, const Analysis& analysis) {
  if (plan.renditions.size() > kMaxRenditions) return fail_parameter("renditions", "too many renditions of one image");
  LayoutBuilder builder(probed, analysis);
  for (const RenditionSpec& spec : plan.renditions) TRY_VOID(builder.add(spec));
  if (plan.optimize) builder.add_optimized(plan.optimize->max_side);
  if (plan.placeholder) builder.add_placeholder();
  return builder.finish();
}

}  // namespace pictor::image
