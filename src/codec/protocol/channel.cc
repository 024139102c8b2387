#include "codec/protocol/channel.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pictor::codec {
namespace {

/// Room for the descriptors of one packet.
union ControlBuffer {
  cmsghdr aligned;
  char bytes[CMSG_SPACE(sizeof(int) * kMaxPassedFds)];
};

void attach(msghdr& message, ControlBuffer& control, std::span<const int> fds) {
  if (fds.size() > kMaxPassedFds) std::abort();
  message.msg_control = control.bytes;
  message.msg_controllen = CMSG_SPACE(fds.size_bytes());
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fds.size_bytes());
  std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
}

void take(msghdr& message, std::vector<UniqueFd>& fds) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      fds.emplace_back(fd);
    }
  }
}

template <class Call>
ssize_t retried(Call call) {
  for (;;)
    if (const ssize_t n = call(); n >= 0 || errno != EINTR) return n;
}

}  // namespace

bool send_packet(int socket, wire::Head head, Bytes body, std::span<const int> fds) {
  std::array<iovec, 2> parts{iovec{&head, sizeof(head)}, iovec{const_cast<std::uint8_t*>(body.data()), body.size()}};
  ControlBuffer control{};
  msghdr message{.msg_iov = parts.data(), .msg_iovlen = parts.size()};
  if (!fds.empty()) attach(message, control, fds);
  const ssize_t sent = retried([&] { return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT); });
  return sent == static_cast<ssize_t>(sizeof(head) + body.size());
}

Receipt receive_packet(int socket, Packet& packet, bool wait, std::vector<UniqueFd>* fds) {
  iovec part{packet.storage.data(), packet.storage.size()};
  ControlBuffer control{};
  msghdr message{.msg_iov = &part, .msg_iovlen = 1};
  if (fds != nullptr) {
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof(control.bytes);
  }
  const int flags = MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT);
  const ssize_t received = retried([&] { return ::recvmsg(socket, &message, flags); });
  if (received < 0) return errno == EAGAIN ? Receipt::kNothing : Receipt::kClosed;
  if (fds != nullptr) take(message, *fds);
  if (received == 0 && message.msg_controllen == 0) return Receipt::kClosed;
  packet.size = static_cast<std::size_t>(received);
  const bool cut_off = (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  return cut_off || packet.size < sizeof(wire::Head) ? Receipt::kOdd : Receipt::kPacket;
}

}  // namespace pictor::codec
