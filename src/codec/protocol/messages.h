#pragma once
// What parent and codec process say to each other: one struct a packet, both ends the same program, so native layout.
// Numbers that name an enumerator travel as integers: the parent checks them before it believes them.

#include <cstdint>
#include <type_traits>

#include "codec/confinement.h"
#include "codec/protocol/wire_text.h"
#include "image/plan.h"

namespace pictor::codec::wire {

enum class Kind : std::uint32_t {
  kStart = 1,  ///< parent: the first packet
  kHello,      ///< child: confined, or why not
  kPing,       ///< parent
  kPong,       ///< child
  kProbe,      ///< parent, with the input
  kFacts,      ///< child: answer to kProbe
  kRender,     ///< parent, with the input, the output and, where there is one, the watermark
  kProgress,   ///< child: any number of times before the answer to kRender
  kRendered,   ///< child: answer to kRender
  kFailed,     ///< child: answer to kProbe or kRender
};

inline constexpr std::uint32_t kMaxPictures = image::kMaxRenditions;
inline constexpr std::uint32_t kMaxCandidates = 64;

struct Start {
  static constexpr Kind kKind = Kind::kStart;
  std::int64_t memory_limit = 0;      ///< bytes of address space
  std::int64_t max_output_bytes = 0;  ///< of one output file
  std::int64_t cpu_seconds = 0;       ///< of the whole life of the process
  FormatSet inputs;                   ///< formats that it is asked to read
};

struct Hello {
  static constexpr Kind kKind = Kind::kHello;
  Confinement confinement;
  WireText<240> failure;  ///< why the process is not confined; empty when it is
};

struct Ping {
  static constexpr Kind kKind = Kind::kPing;
  std::uint32_t unused = 0;
};

struct Pong {
  static constexpr Kind kKind = Kind::kPong;
  std::uint32_t unused = 0;
};

struct Probe {
  static constexpr Kind kKind = Kind::kProbe;
  std::int64_t input_bytes = 0;
  image::Limits limits;
};

struct Render {
  static constexpr Kind kKind = Kind::kRender;
  std::int64_t input_bytes = 0;
  std::int64_t watermark_bytes = 0;  ///< 0: no watermark, and no descriptor of one
  image::Limits limits;
  image::OptimizeSpec optimize;
  bool wants_optimized = false;
  bool wants_placeholder = false;
  std::uint32_t rendition_count = 0;
  image::RenditionSpec renditions[kMaxPictures];
};

struct Facts {
  static constexpr Kind kKind = Kind::kFacts;
  std::int32_t format = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int32_t frames = 0;
  std::uint32_t has_alpha = 0;
};

struct Progress {
  static constexpr Kind kKind = Kind::kProgress;
  double done = 0;
};

struct Picture {
  std::int32_t format = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int32_t frames = 0;
  std::int32_t quality = 0;
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

struct Candidate {
  std::int32_t format = 0;
  std::int32_t quality = 0;
  std::int64_t bytes = 0;
  double score = 0;
  std::uint32_t of_sample = 0;
};

struct Rendered {
  static constexpr Kind kKind = Kind::kRendered;
  Facts facts;
  std::uint32_t picture_count = 0;
  Picture pictures[kMaxPictures];
  std::uint32_t has_optimized = 0;
  std::uint32_t stripped_copy = 0;
  Picture optimized;
  double score = 0;
  std::uint32_t candidate_count = 0;
  Candidate candidates[kMaxCandidates];
  std::uint32_t has_placeholder = 0;
  WireText<28> thumbhash;
  WireText<8> color;
};

struct Failed {
  static constexpr Kind kKind = Kind::kFailed;
  std::int32_t code = 0;
  std::uint32_t has_limit = 0;
  std::uint32_t has_actual = 0;
  std::int64_t limit = 0;
  std::int64_t actual = 0;
  WireText<240> message;
  WireText<480> cause;
  WireText<64> field;
};

/// What every packet begins with; the struct of its kind follows. An answer carries the serial of its request, so that
/// one which comes late is not taken for the answer to another.
struct Head {
  Kind kind{};
  std::uint32_t serial = 0;
  std::uint32_t is_worn = 0;  ///< 1, child, in an answer: let it be the last
};

inline constexpr std::size_t kMaxPacketBytes = 8192;
template <class M>
concept Message =
    std::is_trivially_copyable_v<M> && requires { M::kKind; } && sizeof(M) + sizeof(Head) <= kMaxPacketBytes;
static_assert(Message<Start> && Message<Hello> && Message<Probe> && Message<Render> && Message<Facts> &&
              Message<Progress> && Message<Rendered> && Message<Failed>);

}  // namespace pictor::codec::wire
