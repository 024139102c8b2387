#include "http/net/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>

namespace pictor::http {
namespace {

constexpr int kBacklog = 1024;

struct HostAndPort {
  std::string host;
  std::string port;
};

std::optional<HostAndPort> split_address(const std::string& address) {
  auto colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return HostAndPort{.host = host, .port = address.substr(colon + 1)};
}

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList resolve(const HostAndPort& address) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) found = nullptr;
  return {found, &::freeaddrinfo};
}

std::string numeric_host(const sockaddr_storage& address, socklen_t length) {
  std::array<char, NI_MAXHOST> host{};
  int failed = ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, host.data(), host.size(), nullptr, 0,
                             NI_NUMERICHOST);
  return failed ? "unknown" : host.data();
}

}  // namespace

Result<UniqueFd> listen_on(const std::string& address) {
  auto parts = split_address(address);
  if (!parts) return fail_parameter("listen", "listen must be address:port");
  AddressList resolved = resolve(*parts);
  if (!resolved) return fail_parameter("listen", "listen names no address: " + address);
  UniqueFd socket(::socket(resolved->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return fail_errno(ErrorCode::kInternal, "cannot make a socket", "socket", errno);
  int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), resolved->ai_addr, resolved->ai_addrlen) != 0)
    return fail_errno(ErrorCode::kConflict, "cannot listen on " + address, "bind", errno);
  if (::listen(socket.get(), kBacklog) != 0)
    return fail_errno(ErrorCode::kConflict, "cannot listen on " + address, "listen", errno);
  return socket;
}

std::uint16_t local_port(int listening) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &length);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

Incoming accept_one(int listening, bool& exhausted) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  UniqueFd socket(::accept4(listening, reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC | SOCK_NONBLOCK));
  exhausted = !socket && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
  if (!socket) return {};
  int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {.socket = std::move(socket), .remote = numeric_host(address, length)};
}

}  // namespace pictor::http
