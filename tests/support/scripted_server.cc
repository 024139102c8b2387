#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace pictor::test {
namespace {

/// Reads until `count` bytes are there; false when the client is gone.
bool fill(int fd, std::string& buffer, std::size_t count) {
  std::array<char, 65536> bytes{};
  while (buffer.size() < count) {
    const ssize_t n = ::recv(fd, bytes.data(), bytes.size(), 0);
    if (n <= 0) return false;
    buffer.append(bytes.data(), static_cast<std::size_t>(n));
  }
  return true;
}

bool read_head(int fd, std::string& buffer, std::string& head) {
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(fd, buffer, buffer.size() + 1)) return false;
  }
  head = buffer.substr(0, end + 2);
  buffer.erase(0, end + 4);
  return true;
}

ServedRequest parse_head(const std::string& head) {
  ServedRequest request;
  const std::size_t first = head.find(' '), second = head.find(' ', first + 1);
  request.method = head.substr(0, first);
  request.target = head.substr(first + 1, second - first - 1);
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const std::size_t end = head.find("\r\n", at), colon = head.find(':', at);
    std::string name = head.substr(at, colon - at);
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    request.headers[name] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  return request;
}

}  // namespace

ScriptedServer::ScriptedServer(Answer answer)
    : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  ::listen(listener_.get(), 64);
  socklen_t size = sizeof(address);
  ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  thread_.join();
  const std::scoped_lock lock(mutex_);
  for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
}

std::vector<ServedRequest> ScriptedServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

std::string ScriptedServer::reply(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

void ScriptedServer::serve() {
  for (int fd = 0; (fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    const std::scoped_lock lock(mutex_);
    ++accepted_;
    open_.push_back(fd);
    connections_.emplace_back([this, fd] { serve_connection(fd); });
  }
}

void ScriptedServer::serve_connection(int fd) {
  std::string buffer;
  for (std::string head; read_head(fd, buffer, head);) {
    ServedRequest request = parse_head(head);
    std::size_t length = 0;
    const std::string& text = request.headers["content-length"];
    std::from_chars(text.data(), text.data() + text.size(), length);
    if (!fill(fd, buffer, length)) break;
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
    }
    const std::string answer = answer_(request);
    if (answer.empty() || ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
  }
  ::shutdown(fd, SHUT_RDWR);
  const std::scoped_lock lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

}  // namespace pictor::test
