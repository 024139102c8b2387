#include "config/listen_address.h"

#include <arpa/inet.h>

#include <limits>

#include "base/number.h"
#include "config/setting_value.h"

namespace pictor::config {
namespace {

bool is_address(int family, const std::string& host) {
  in6_addr unused;  // large enough for both families
  return ::inet_pton(family, host.c_str(), &unused) == 1;
}

std::unexpected<Error> not_an_address() {
  return fail_parameter("listen", "must be an IP address and a port, like 127.0.0.1:8080 or [::1]:8080");
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return not_an_address();
  std::string_view host = text.substr(0, colon);
  bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  auto port = number_from<std::int64_t>(text.substr(colon + 1));
  if (!port || *port < 0 || *port > std::numeric_limits<std::uint16_t>::max()) return not_an_address();
  if (!is_address(bracketed ? AF_INET6 : AF_INET, std::string(host))) return not_an_address();
  return ListenAddress{.host = std::string(host), .port = static_cast<std::uint16_t>(*port)};
}

std::string to_string(const ListenAddress& address) {
  bool is_ipv6 = address.host.contains(':');
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

}  // namespace pictor::config
