#pragma once
// Replies, child to parent. The child may have been taken over by the image it decodes: what it sends is hostile input.

#include <string>

#include "base/result.h"
#include "codec/protocol/channel.h"
#include "image/plan.h"

namespace pictor::codec {

/// What the child sends. Texts that are too long are cut; candidates beyond wire::kMaxCandidates are left out.
wire::Facts facts_reply(const ImageFacts& facts);
wire::Rendered rendered_reply(const image::RenderOutcome& outcome);
wire::Failed failed_reply(const Error& error);

/// Why a reply cannot be believed; a fixed text for the log.
using Odd = std::string_view;
template <class T>
using Checked = std::expected<T, Odd>;

/// What the child said, every field of it in range. The inner Result is an honest failure of the work: one of the codes
/// that image/ answers, with clean texts of bounded length.
Checked<Result<ImageFacts>> read_probe_reply(const Packet& packet, const image::Limits& limits);
/// The same for a rendering; `output` is the sealed output, in which every picture lies and begins as its format does.
Checked<Result<image::RenderOutcome>> read_render_reply(const Packet& packet, const image::Plan& plan, Bytes output);

}  // namespace pictor::codec
