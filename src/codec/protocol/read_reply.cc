// The checking half of reply.h.

#include <algorithm>
#include <array>
#include <cmath>

#include "codec/protocol/reply.h"
#include "image/probe.h"

namespace pictor::codec {
namespace {

using std::unexpected;

constexpr int kMaxEncodedSide = 65'535;  // of JPEG, the widest of the formats that renditions are made in
constexpr std::size_t kMaxThumbhash = 25;

/// One that a codec process writes.
std::optional<Format> format_of(std::int32_t number) {
  const auto format = static_cast<Format>(number);
  const bool written = number >= 0 && number < kFormatCount && kWritten.contains(format);
  return written ? std::optional(format) : std::nullopt;
}

/// The codes with which image/ fails; another one would let a codec process speak for the server.
std::optional<ErrorCode> failure_code_of(std::int32_t number) {
  constexpr std::array kCodes{ErrorCode::kUnsupportedType, ErrorCode::kCorruptImage,    ErrorCode::kTooManyPixels,
                              ErrorCode::kTooManyFrames,   ErrorCode::kUnprocessable,   ErrorCode::kTooLarge,
                              ErrorCode::kInternal,        ErrorCode::kInvalidParameter};
  for (ErrorCode code : kCodes)
    if (static_cast<std::int32_t>(code) == number) return code;
  return std::nullopt;
}

Checked<Error> read_failure(const wire::Failed& failed) {
  const std::optional<ErrorCode> code = failure_code_of(failed.code);
  const std::optional<std::string> message = text_from(failed.message);
  const std::optional<std::string> cause = text_from(failed.cause);
  const std::optional<std::string> field = text_from(failed.field);
  if (!code) return unexpected("error code out of range");
  if (!message || message->empty() || !cause || !field) return unexpected("error text is not clean");
  Error error{.code = *code, .message = *message, .cause = "in the codec process: " + *cause, .field = *field};
  if (failed.has_limit != 0) error.limit = failed.limit;
  if (failed.has_actual != 0) error.actual = failed.actual;
  return error;
}

bool within(std::int64_t value, std::int64_t lowest, std::int64_t highest) {
  return value >= lowest && value <= highest;
}

Checked<ImageFacts> read_facts(const wire::Facts& facts, const image::Limits& limits) {
  const bool known = facts.format >= 0 && facts.format < kFormatCount;
  const auto format = static_cast<Format>(facts.format);
  if (!known || !limits.inputs.contains(format)) return unexpected("format out of range");
  if (!within(facts.width, 1, limits.max_side) || !within(facts.height, 1, limits.max_side))
    return unexpected("size out of range");
  const std::int64_t pixels = std::int64_t{facts.width} * facts.height;
  if (pixels > limits.max_pixels) return unexpected("more pixels than allowed");
  if (!within(facts.frames, 1, limits.max_frames) || facts.frames > limits.max_total_pixels / pixels)
    return unexpected("frames out of range");
  if (facts.has_alpha > 1) return unexpected("flag out of range");
  return ImageFacts{format, facts.width, facts.height, facts.frames, facts.has_alpha == 1};
}

Checked<image::RenditionOutcome> read_picture(const wire::Picture& picture, const ImageFacts& source, Bytes output) {
  const std::optional<Format> format = format_of(picture.format);
  if (!format) return unexpected("format of a picture out of range");
  if (!within(picture.width, 1, kMaxEncodedSide) || !within(picture.height, 1, kMaxEncodedSide))
    return unexpected("size of a picture out of range");
  if (!within(picture.frames, 1, source.frames)) return unexpected("frames of a picture out of range");
  if (!within(picture.quality, 0, 100)) return unexpected("quality out of range");
  const auto size = static_cast<std::int64_t>(output.size());
  if (!within(picture.offset, 0, size) || !within(picture.bytes, 1, size - picture.offset))
    return unexpected("a picture outside of the output");
  const Bytes bytes = output.subspan(static_cast<std::size_t>(picture.offset), static_cast<std::size_t>(picture.bytes));
  if (image::sniff_format(bytes) != format) return unexpected("a picture that does not begin as its format");
  return image::RenditionOutcome{*format,         picture.width,  picture.height, picture.frames,
                                 picture.quality, picture.offset, picture.bytes};
}

bool is_of_format(const image::RenditionOutcome& made, const image::RenditionSpec& spec) {
  return made.format == spec.format || (spec.or_png && made.format == Format::kPng);
}

/// Padding comes on top of the box. Without a box in one direction the picture may be of any length in it.
bool meets_box(const image::RenditionOutcome& made, const image::RenditionSpec& spec) {
  const image::Padding& pad = spec.operations.pad;
  return (spec.box_width == 0 || made.width <= spec.box_width + pad.left + pad.right) &&
         (spec.box_height == 0 || made.height <= spec.box_height + pad.top + pad.bottom);
}

Checked<std::vector<image::RenditionOutcome>> read_pictures(const wire::Rendered& reply, const image::Plan& plan,
                                                            const ImageFacts& source, Bytes output) {
  if (reply.picture_count != plan.renditions.size()) return unexpected("another number of pictures than asked for");
  std::vector<image::RenditionOutcome> pictures;
  for (std::uint32_t i = 0; i < reply.picture_count; ++i) {
    auto made = TRY(read_picture(reply.pictures[i], source, output));
    if (!is_of_format(made, plan.renditions[i])) return unexpected("a picture of another format than asked for");
    if (!meets_box(made, plan.renditions[i])) return unexpected("a picture larger than asked for");
    pictures.push_back(made);
  }
  return pictures;
}

Checked<std::vector<image::OptimizeCandidate>> read_candidates(const wire::Rendered& reply) {
  if (reply.candidate_count > wire::kMaxCandidates) return unexpected("too many candidates");
  std::vector<image::OptimizeCandidate> candidates;
  for (std::uint32_t i = 0; i < reply.candidate_count; ++i) {
    const wire::Candidate& tried = reply.candidates[i];
    const std::optional<Format> format = format_of(tried.format);
    if (!format || !within(tried.quality, 0, 100) || tried.bytes < 0 || !std::isfinite(tried.score) ||
        tried.of_sample > 1)
      return unexpected("candidate out of range");
    candidates.push_back({*format, tried.quality, tried.bytes, tried.score, tried.of_sample == 1});
  }
  return candidates;
}

Checked<image::OptimizeOutcome> read_optimized(const wire::Rendered& reply, const ImageFacts& source, Bytes output) {
  auto picture = TRY(read_picture(reply.optimized, source, output));
  auto candidates = TRY(read_candidates(reply));
  if (!std::isfinite(reply.score) || reply.stripped_copy > 1) return unexpected("optimized version out of range");
  return image::OptimizeOutcome{picture, reply.score, reply.stripped_copy == 1, std::move(candidates)};
}

bool is_color(std::string_view text) {
  return text.size() == 7 && text[0] == '#' && text.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
}

Checked<Placeholder> read_placeholder(const wire::Rendered& reply) {
  const std::optional<std::string> thumbhash = bytes_from(reply.thumbhash);
  const std::optional<std::string> color = text_from(reply.color);
  if (!thumbhash || thumbhash->size() > kMaxThumbhash || !color || !is_color(*color))
    return unexpected("placeholder out of range");
  return Placeholder{*thumbhash, *color};
}

Checked<image::RenderOutcome> read_rendered(const wire::Rendered& reply, const image::Plan& plan, Bytes output) {
  auto facts = TRY(read_facts(reply.facts, plan.limits));
  auto pictures = TRY(read_pictures(reply, plan, facts, output));
  image::RenderOutcome outcome{.facts = facts, .renditions = std::move(pictures)};
  // An optimized version may be missing: nothing was smaller than the source.
  const auto most_optimized = static_cast<std::uint32_t>(plan.optimize.has_value());
  const auto placeholders = static_cast<std::uint32_t>(plan.placeholder);
  if (reply.has_optimized > most_optimized || reply.has_placeholder != placeholders)
    return unexpected("not the parts that were asked for");
  if (reply.has_optimized == 1) outcome.optimized = TRY(read_optimized(reply, facts, output));
  if (plan.placeholder) outcome.placeholder = TRY(read_placeholder(reply));
  return outcome;
}

}  // namespace

Checked<Result<ImageFacts>> read_probe_reply(const Packet& packet, const image::Limits& limits) {
  if (const auto failed = packet.as<wire::Failed>()) return Result<ImageFacts>(unexpected(TRY(read_failure(*failed))));
  const auto facts = packet.as<wire::Facts>();
  if (!facts) return unexpected("not an answer to a probe");
  return Result<ImageFacts>(TRY(read_facts(*facts, limits)));
}

Checked<Result<image::RenderOutcome>> read_render_reply(const Packet& packet, const image::Plan& plan, Bytes output) {
  if (const auto failed = packet.as<wire::Failed>())
    return Result<image::RenderOutcome>(unexpected(TRY(read_failure(*failed))));
  const auto rendered = packet.as<wire::Rendered>();
  if (!rendered) return unexpected("not an answer to a rendering");
  return Result<image::RenderOutcome>(TRY(read_rendered(*rendered, plan, output)));
}

}  // namespace pictor::codec
