#pragma once
// An HTTP server that answers as a test says, misbehaviour included.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"

namespace pictor::test {

struct ServedRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// Listens on a loopback port until it is destroyed; each connection is served until its end. `answer` returns the raw
/// bytes to send; an empty text cuts the connection.
class ScriptedServer {
 public:
  using Answer = std::function<std::string(const ServedRequest&)>;
  explicit ScriptedServer(Answer answer);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url() const { return "http://" + authority(); }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<ServedRequest> requests() const;
  int connections() const { return accepted_; }

  /// A whole answer with these headers (each ending in CRLF) beside Content-Length.
  static std::string reply(int status, const std::string& body, const std::string& headers = "");

 private:
  void serve();
  void serve_connection(int fd);

  Answer answer_;
  UniqueFd listener_;
  int port_ = 0;
  std::atomic<int> accepted_ = 0;
  mutable std::mutex mutex_;
  std::vector<ServedRequest> requests_;
  std::vector<int> open_;
  std::vector<std::jthread> connections_;  // after what they use: they are waited for first
  std::jthread thread_;
};

}  // namespace pictor::test
