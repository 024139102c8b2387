#include "image/render/layout.h"

#include <algorithm>
#include <cmath>

#include "image/orient.h"
#include "image/placeholder.h"

namespace pictor::image {
namespace {

class LayoutBuilder {
 public:
  explicit LayoutBuilder(const ProbeOutcome& probed)
      : orientation_(probed.orientation), shown_{probed.facts.width, probed.facts.height} {}

  Result<void> add(const RenditionSpec& spec) {
    layout_.placements.push_back(TRY(place(spec, shown_)));
    add_target(layout_.placements.back().region, layout_.placements.back().scaled, kDecodeMargin);
    return {};
  }
  void add_optimized(int max_side) {
    layout_.optimized = add_target({}, fit_inside(shown_, {max_side, max_side}), kOptimizedDecodeMargin);
  }
  void add_placeholder() {
    constexpr Size kBox{kPlaceholderSide, kPlaceholderSide};
    layout_.placeholder = add_target({}, fit_inside(shown_, kBox), kDecodeMargin);
  }
  Layout finish() { return std::move(layout_); }

 private:
  std::size_t add_target(const Region& shown_region, Size shown_size, double margin) {
    const CascadeTarget target{stored_region(shown_region, orientation_), swapped_if_turned(shown_size, orientation_)};
    const Size stored = swapped_if_turned(shown_, orientation_);
    DecodeTarget& decode = layout_.decode;
    decode.min_width = std::max(decode.min_width, needed(target.size.width, target.region.width, margin, stored.width));
    decode.min_height =
        std::max(decode.min_height, needed(target.size.height, target.region.height, margin, stored.height));
    layout_.targets.push_back(target);
    return layout_.targets.size() - 1;
  }

  static int needed(int side, double share, double margin, int stored) {
    return std::min(stored, static_cast<int>(std::ceil(side / share * margin)));
  }

  Orientation orientation_;
  Size shown_;
  Layout layout_;
};

}  // namespace

Result<Layout> lay_out(const Plan& plan, const ProbeOutcome& probed) {
  if (plan.renditions.size() > kMaxRenditions) return fail_parameter("renditions", "too many renditions of one image");
  LayoutBuilder builder(probed);
  for (const RenditionSpec& spec : plan.renditions) TRY_VOID(builder.add(spec));
  if (plan.optimize) builder.add_optimized(plan.optimize->max_side);
  if (plan.placeholder) builder.add_placeholder();
  return builder.finish();
}

}  // namespace pictor::image
