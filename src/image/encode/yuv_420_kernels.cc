#include "image/encode/yuv_420_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/encode/yuv_420_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, kMaxYuvLanes>;
using Bytes = hn::Rebind<std::uint8_t, Floats>;
using V = hn::Vec<Floats>;

/// ITU-R BT.601-7, 2.5.1: luma, and the spans of the colour differences that scale to 255.
constexpr float kLumaRed = 0.299F;
constexpr float kLumaGreen = 0.587F;
constexpr float kLumaBlue = 0.114F;
constexpr float kSpanRed = 2 * (1 - kLumaRed);
constexpr float kSpanBlue = 2 * (1 - kLumaBlue);
/// What V and U take from green.
constexpr float kGreenOfV = kLumaRed * kSpanRed / kLumaGreen;
constexpr float kGreenOfU = kLumaBlue * kSpanBlue / kLumaGreen;
/// Luminance of linear light: ITU-R BT.709-6, 3.2, whose primaries sRGB has.
constexpr float kLightRed = 0.2126F;
constexpr float kLightGreen = 0.7152F;
constexpr float kLightBlue = 0.0722F;

HWY_INLINE V set(float value) { return hn::Set(Floats(), value); }
HWY_INLINE V load(const float* from) { return hn::LoadU(Floats(), from); }
HWY_INLINE void store(V values, float* to) { hn::StoreU(values, Floats(), to); }

HWY_INLINE V clamped(V level) { return hn::Min(hn::Max(level, hn::Zero(Floats())), set(255)); }

/// red * r + green * g + blue * b
HWY_INLINE V weighed(float r, V red, float g, V green, float b, V blue) {
  return hn::MulAdd(set(r), red, hn::MulAdd(set(g), green, hn::Mul(set(b), blue)));
}

HWY_INLINE V luma_of(V red, V green, V blue) { return weighed(kLumaRed, red, kLumaGreen, green, kLumaBlue, blue); }

HWY_INLINE V to_floats(hn::Vec<Bytes> bytes) {
  return hn::ConvertTo(Floats(), hn::PromoteTo(hn::RebindToSigned<Floats>(), bytes));
}

void SplitChannels(const std::uint8_t* pixels, int channels, std::size_t width, const RgbRow& row) {
  const std::size_t lanes = hn::Lanes(Floats());
  const Bytes d;
  std::size_t x = 0;
  for (; x + lanes <= width; x += lanes, pixels += lanes * channels) {
    hn::Vec<Bytes> red, green, blue, alpha;
    if (channels == 4) {
      hn::LoadInterleaved4(d, pixels, red, green, blue, alpha);
    } else {
      hn::LoadInterleaved3(d, pixels, red, green, blue);
    }
    store(to_floats(red), row.red + x);
    store(to_floats(green), row.green + x);
    store(to_floats(blue), row.blue + x);
  }
  for (; x < width; ++x, pixels += channels) {
    row.red[x] = pixels[0];
    row.green[x] = pixels[1];
    row.blue[x] = pixels[2];
  }
}

/// Light is taken for the square of a level.
HWY_INLINE V mean(const float* upper, const float* lower) {
  V a, b, c, d;
  hn::LoadInterleaved2(Floats(), upper, a, b);
  hn::LoadInterleaved2(Floats(), lower, c, d);
  const V light = hn::MulAdd(a, a, hn::MulAdd(b, b, hn::MulAdd(c, c, hn::Mul(d, d))));
  return hn::Sqrt(hn::Mul(light, set(0.25F)));
}

void MeanChroma(const RgbRow& upper, const RgbRow& lower, std::size_t half_width, const ChromaRow& row) {
  for (std::size_t x = 0; x < half_width; x += hn::Lanes(Floats())) {
    const V red = mean(upper.red + 2 * x, lower.red + 2 * x);
    const V green = mean(upper.green + 2 * x, lower.green + 2 * x);
    const V blue = mean(upper.blue + 2 * x, lower.blue + 2 * x);
    const V luma = luma_of(red, green, blue);
    store(hn::Mul(hn::Sub(blue, luma), set(1 / kSpanBlue)), row.u + x);
    store(hn::Mul(hn::Sub(red, luma), set(1 / kSpanRed)), row.v + x);
  }
}

/// 3 a + b, in quarters.
HWY_INLINE V mixed_3_to_1(V a, V b) { return hn::MulAdd(a, set(0.75F), hn::Mul(b, set(0.25F))); }

void InterpolateChroma(const float* near, const float* far, std::size_t half_width, float* mixed, float* shown) {
  const std::size_t lanes = hn::Lanes(Floats());
  for (std::size_t x = 0; x < half_width; x += lanes) store(mixed_3_to_1(load(near + x), load(far + x)), mixed + x);
  mixed[-1] = mixed[0];
  mixed[half_width] = mixed[half_width - 1];
  for (std::size_t x = 0; x < half_width; x += lanes) {
    const V here = load(mixed + x);
    hn::StoreInterleaved2(mixed_3_to_1(here, load(mixed + x - 1)), mixed_3_to_1(here, load(mixed + x + 1)), Floats(),
                          shown + 2 * x);
  }
}

void ScaleToBytes(const float* values, std::size_t count, float offset, float scale, std::uint8_t* bytes) {
  const V half_up = set(offset + 0.5F);
  for (std::size_t x = 0; x < count; x += hn::Lanes(Floats())) {
    const V raised = hn::MulAdd(load(values + x), set(scale), half_up);
    hn::StoreU(hn::DemoteTo(Bytes(), hn::ConvertTo(hn::RebindToSigned<Floats>(), raised)), Bytes(), bytes + x);
  }
}

HWY_INLINE V light_of(V red, V green, V blue) {
  return weighed(kLightRed, hn::Mul(red, red), kLightGreen, hn::Mul(green, green), kLightBlue, hn::Mul(blue, blue));
}

HWY_INLINE V corrected(V red, V green, V blue, V u, V v) {
  const V luma = luma_of(red, green, blue);
  const V shown_red = clamped(hn::MulAdd(set(kSpanRed), v, luma));
  const V shown_green = clamped(hn::NegMulAdd(set(kGreenOfU), u, hn::NegMulAdd(set(kGreenOfV), v, luma)));
  const V shown_blue = clamped(hn::MulAdd(set(kSpanBlue), u, luma));
  const V missing = hn::Sub(light_of(red, green, blue), light_of(shown_red, shown_green, shown_blue));
  // The light that one more level adds: never zero, so black needs no exception.
  const V slope =
      hn::Add(weighed(2 * kLightRed, shown_red, 2 * kLightGreen, shown_green, 2 * kLightBlue, shown_blue), set(1));
  return clamped(hn::Add(luma, hn::Div(missing, slope)));
}

void CorrectLuma(const RgbRow& row, const ChromaRow& shown, std::size_t width, float* luma) {
  for (std::size_t x = 0; x < width; x += hn::Lanes(Floats())) {
    store(corrected(load(row.red + x), load(row.green + x), load(row.blue + x), load(shown.u + x), load(shown.v + x)),
          luma + x);
  }
}

}  // namespace pictor::image::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image {

HWY_EXPORT(SplitChannels);
HWY_EXPORT(MeanChroma);
HWY_EXPORT(InterpolateChroma);
HWY_EXPORT(ScaleToBytes);
HWY_EXPORT(CorrectLuma);

void split_channels(const std::uint8_t* pixels, int channels, std::size_t width, const RgbRow& row) {
  HWY_DYNAMIC_DISPATCH(SplitChannels)(pixels, channels, width, row);
}

void mean_chroma(const RgbRow& upper, const RgbRow& lower, std::size_t half_width, const ChromaRow& row) {
  HWY_DYNAMIC_DISPATCH(MeanChroma)(upper, lower, half_width, row);
}

void interpolate_chroma(const float* near, const float* far, std::size_t half_width, float* mixed, float* shown) {
  HWY_DYNAMIC_DISPATCH(InterpolateChroma)(near, far, half_width, mixed, shown);
}

void scale_to_bytes(const float* values, std::size_t count, float offset, float scale, std::uint8_t* bytes) {
  HWY_DYNAMIC_DISPATCH(ScaleToBytes)(values, count, offset, scale, bytes);
}

void correct_luma(const RgbRow& row, const ChromaRow& shown, std::size_t width, float* luma) {
  HWY_DYNAMIC_DISPATCH(CorrectLuma)(row, shown, width, luma);
}

}  // namespace pictor::image
#endif
