#pragma once
// Which picture of an image a client asks for, and how that is spelled: one table for queries, bodies, URLs and jobs.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "delivery/client_hints.h"
#include "image/operations/operations.h"
#include "model/fit.h"
#include "model/image.h"
#include "model/quality.h"
#include "policy/operation_parameters.h"

namespace pictor::delivery {

inline constexpr int kMaxSide = 16'383;  ///< pixels: the largest WebP, and so the largest box of any format
inline constexpr double kMinDpr = 0.5;
inline constexpr double kMaxDpr = 8;
inline constexpr std::string_view kWrittenFormats = "jpeg, png, webp, avif, gif or jxl";

/// A format that renditions are made in, by its one name: `jpg` is none. Whether a service makes JPEG XL is asked where
/// pictures are made.
std::optional<Format> written_format_from(std::string_view name);

/// Nothing set: the picture itself, as the policy has it. Pixels before `dpr`.
struct Transform {
  std::optional<int> width;
  std::optional<int> height;
  std::optional<Fit> fit;
  std::optional<FocalPoint> focus;  ///< instead of the image's own
  double dpr = 1;                   ///< multiplies sizes, padding, blur and offsets
  std::optional<Format> format;
  std::optional<Quality> quality;    ///< on the scale of the format; nullopt: the policy's
  HintSet hints;                     ///< change `dpr` and the quality for clients that send them
  std::optional<ImageId> watermark;  ///< an image of the same tenant
  image::Operations operations;      ///< Watermark::version is not set yet
  bool operator==(const Transform&) const = default;
};

struct TransformParameter {
  std::string_view name;    ///< in queries and URLs
  std::string_view member;  ///< in JSON
  policy::ValueKind kind = policy::ValueKind::kText;
  std::string_view expected;  ///< completes "must be …"
  /// As in policy::OperationParameter.
  std::function<bool(std::string_view text, Transform& to)> read;
  std::function<std::optional<std::string>(const Transform& from)> write;
};

/// All parameters, in the order of the canonical text.
std::span<const TransformParameter> transform_parameters();
/// By `name`; nullptr for a name that is none.
const TransformParameter* find_parameter(std::string_view name);

/// Focal points closer than a thousandth of a side give the same picture, and are spelled alike.
FocalPoint rounded(const FocalPoint& focus);

using NamedText = std::pair<std::string, std::string>;

/// Errors: kInvalidParameter with the field: a name that is none or is given twice, a value that is none of its
/// parameter's, parameters that go only with others. Pure; safe on hostile text.
Result<Transform> transform_from(std::span<const NamedText> parameters);
/// What transform_from() holds to beside the values one by one.
Result<void> check_together(const Transform& transform);
/// Whether the hints change anything of it: one without effect would only multiply copies. Errors: kInvalidParameter.
Result<void> check_hints(const Transform& transform);
/// For what is not delivered to shared caches. Errors: kInvalidParameter when it names hints.
Result<void> refuse_hints(const Transform& transform);

/// The picture for a client that says `hints`, which follows none any more: the width it says, or else its pixel ratio,
/// takes the place of `dpr`. What it saves is not in it: that is a matter of the policy's qualities.
Transform for_client(Transform transform, const ClientHints& hints);

/// The canonical text: `w=800&fit=cover`, defaults left out; equal transforms have equal texts. Of [a-z0-9=&_.,-]
/// alone, so it stands in a URL as it is.
std::string to_text(const Transform& transform);
/// The reverse, of any text: errors as above. Nothing is percent-decoded.
Result<Transform> transform_from(std::string_view text);

}  // namespace pictor::delivery
