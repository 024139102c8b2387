#pragma once
// Packets over a SOCK_SEQPACKET socket: bounded, whole or not at all, descriptors by SCM_RIGHTS (unix(7)).

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "base/encoding.h"
#include "base/unique_fd.h"
#include "codec/protocol/messages.h"

namespace pictor::codec {

inline constexpr std::size_t kMaxPassedFds = 3;

/// One packet as it came; nothing in it is checked but its size.
struct Packet {
  std::array<std::uint8_t, wire::kMaxPacketBytes> storage;
  std::size_t size = 0;

  wire::Head head() const {
    wire::Head head;
    std::memcpy(&head, storage.data(), sizeof(head));
    return head;
  }
  /// The struct when the packet is of its kind and exactly its size.
  template <wire::Message M>
  std::optional<M> as() const {
    if (head().kind != M::kKind || size != sizeof(wire::Head) + sizeof(M)) return std::nullopt;
    M message;
    std::memcpy(static_cast<void*>(&message), storage.data() + sizeof(wire::Head), sizeof(M));
    return message;
  }
};

enum class Receipt {
  kPacket,
  kNothing,  ///< none was waiting (only with `wait` false)
  kClosed,   ///< the other end is gone
  kOdd,      ///< empty, cut off, or with descriptors that nobody asked for
};

/// Sends one packet without waiting: the socket's buffer holds dozens. False with errno when the other end is gone or
/// reads nothing. No SIGPIPE. Any thread.
bool send_packet(int socket, wire::Head head, Bytes body, std::span<const int> fds = {});

template <wire::Message M>
Bytes body_of(const M& message) {
  return {reinterpret_cast<const std::uint8_t*>(&message), sizeof(M)};
}

template <wire::Message M>
bool send_message(int socket, std::uint32_t serial, const M& message, std::span<const int> fds = {}) {
  return send_packet(socket, {.kind = M::kKind, .serial = serial}, body_of(message), fds);
}

/// The next packet. `fds`: takes the descriptors that came with it, close-on-exec; without it a packet that carries
/// any is kOdd and the kernel drops them.
Receipt receive_packet(int socket, Packet& packet, bool wait, std::vector<UniqueFd>* fds = nullptr);

}  // namespace pictor::codec
