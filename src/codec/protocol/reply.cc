#include "codec/protocol/reply.h"

#include <algorithm>

namespace pictor::codec {
namespace {

wire::Picture wire_picture(const image::RenditionOutcome& made) {
  return {.format = static_cast<std::int32_t>(made.format),
          .width = made.width,
          .height = made.height,
          .frames = made.frames,
          .quality = made.quality,
          .offset = made.offset,
          .bytes = made.bytes};
}

wire::Candidate wire_candidate(const image::OptimizeCandidate& tried) {
  return {.format = static_cast<std::int32_t>(tried.format),
          .quality = tried.quality,
          .bytes = tried.bytes,
          .score = tried.score,
          .of_sample = tried.of_sample};
}

void put_optimized(wire::Rendered& reply, const image::OptimizeOutcome& optimized) {
  reply.has_optimized = 1;
  reply.stripped_copy = optimized.stripped_copy;
  reply.optimized = wire_picture(optimized.rendition);
  reply.score = optimized.score;
  const std::size_t count = std::min<std::size_t>(optimized.candidates.size(), wire::kMaxCandidates);
  reply.candidate_count = static_cast<std::uint32_t>(count);
  for (std::size_t i = 0; i < count; ++i) reply.candidates[i] = wire_candidate(optimized.candidates[i]);
}

void put_placeholder(wire::Rendered& reply, const Placeholder& placeholder) {
  reply.has_placeholder = 1;
  reply.thumbhash = wire_text<28>(placeholder.thumbhash);
  reply.color = wire_text<8>(placeholder.color);
}

/// Texts of libraries may hold anything; one that the parent would refuse is reduced to printable ASCII.
std::string cleaned(std::string text) {
  if (!is_clean_utf8(text)) std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

wire::Facts facts_reply(const ImageFacts& facts) {
  return {.format = static_cast<std::int32_t>(facts.format),
          .width = facts.width,
          .height = facts.height,
          .frames = facts.frames,
          .has_alpha = facts.has_alpha};
}

wire::Rendered rendered_reply(const image::RenderOutcome& outcome) {
  wire::Rendered reply{.facts = facts_reply(outcome.facts)};
  reply.picture_count =
      static_cast<std::uint32_t>(std::min<std::size_t>(outcome.renditions.size(), wire::kMaxPictures));
  for (std::uint32_t i = 0; i < reply.picture_count; ++i) reply.pictures[i] = wire_picture(outcome.renditions[i]);
  if (outcome.optimized) put_optimized(reply, *outcome.optimized);
  if (outcome.placeholder) put_placeholder(reply, *outcome.placeholder);
  return reply;
}

wire::Failed failed_reply(const Error& error) {
  return {.code = static_cast<std::int32_t>(error.code),
          .has_limit = error.limit.has_value(),
          .has_actual = error.actual.has_value(),
          .limit = error.limit.value_or(0),
          .actual = error.actual.value_or(0),
          .message = wire_text<240>(cleaned(error.message)),
          .cause = wire_text<480>(cleaned(error.cause)),
          .field = wire_text<64>(cleaned(error.field))};
}

}  // namespace pictor::codec
