#pragma once
// Client hints: what a browser says of its screen and its data plan, and how little of that is looked at.
// A picture's URL names the hints that it follows, so a URL that names none never varies. Whatever a client sends comes
// to one of a few values before anything else sees it: that bounds what hostile headers can make of one picture.

#include <optional>
#include <string>
#include <string_view>

namespace pictor::delivery {

/// The hints that a picture follows.
struct HintSet {
  bool dpr = false;        ///< Sec-CH-DPR: pixels of the screen per CSS pixel
  bool width = false;      ///< Sec-CH-Width: pixels of the screen that the picture is shown in
  bool save_data = false;  ///< Save-Data: the user pays for bytes

  bool any() const { return dpr || width || save_data; }
  /// Whether all of these are among `others`.
  bool is_within(const HintSet& others) const;
  bool operator==(const HintSet&) const = default;
};

/// `dpr,width,save-data`, in this order; empty for none.
std::string to_text(const HintSet& hints);
/// Reads one or more of the names, in any order, each at most once. nullopt: another text.
std::optional<HintSet> hint_set_from(std::string_view text);
/// The hints that the picture of a delivery URL's path follows; none where the path is none that is answered. Pure;
/// safe on hostile text.
HintSet hints_named_in(std::string_view path);

/// The header fields as they came, empty where they did not.
struct HintFields {
  std::string dpr;
  std::string width;
  std::string save_data;
};

/// What is left of them. Pixel ratios come up to the next of 1, 1.5, 2, 3; widths to the next of 320, 480, 640, 960,
/// 1280, 1920, 2560; what is beyond the last is the last. Nothing: the client does not say, or says nonsense.
struct ClientHints {
  std::optional<double> dpr;
  std::optional<int> width;
  bool save_data = false;
  bool operator==(const ClientHints&) const = default;
};

/// Of hints that are not followed nothing is left. Pure; never fails.
ClientHints client_hints(const HintSet& followed, const HintFields& fields);

/// Names what it says in a few letters, other hints otherwise; empty for nothing.
std::string key_of(const ClientHints& hints);

}  // namespace pictor::delivery
