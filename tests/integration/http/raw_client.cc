#include "raw_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <stdexcept>

#include "http/characters.h"

namespace pictor::test {
namespace {

constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};

}  // namespace

std::string RawResponse::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    std::string_view line = http::take_until(rest, '\n');
    std::string_view field = http::take_until(line, ':');
    if (http::equals_ignoring_case(field, name)) return std::string(http::trimmed(line.substr(0, line.size() - 1)));
  }
  return {};
}

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to the server under test");
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 65536> bytes{};
  ssize_t count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (count > 0) held_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

RawResponse RawClient::receive(bool head_only) {
  std::size_t end;
  while ((end = held_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return {};
  RawResponse response{.status = std::stoi(held_.substr(9, 3)), .head = held_.substr(0, end + 4)};
  held_.erase(0, end + 4);
  std::string length = response.header("Content-Length");
  std::size_t wanted = head_only || length.empty() ? 0 : std::stoul(length);
  while (held_.size() < wanted)
    if (!fill()) return {};
  response.body = held_.substr(0, wanted);
  held_.erase(0, wanted);
  return response;
}

RawResponse RawClient::ask(std::string_view bytes) {
  send(bytes);
  return receive();
}

bool RawClient::is_closed() {
  if (!held_.empty()) return false;
  char byte;
  return ::recv(socket_.get(), &byte, 1, 0) == 0;
}

void RawClient::shut_writing() { ::shutdown(socket_.get(), SHUT_WR); }

}  // namespace pictor::test
