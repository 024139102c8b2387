#include "api_fixture.h"

#include <boost/json/parse.hpp>
#include <chrono>

namespace pictor::test {

ApiFixture::ApiFixture() {
  scope_ = std::make_unique<http::ApiScope>(http::ApiScope{.deps = *deps_});
  http::ServerOptions options{.listen = "127.0.0.1:0", .threads = 1, .access_log = false};
  server_ = std::make_unique<http::Server>(options, http::make_api_site(*scope_, secret_, {}));
  auto started = server_->start();
  if (!started) throw std::runtime_error(started.error().cause);
}

ApiFixture::~ApiFixture() { server_.reset(); }

std::string ApiFixture::token(const std::string& subject, access::Role role, const std::string& tenant) {
  access::Principal principal{TenantId(tenant), SubjectId(subject), {role}};
  return access::mint_token(secret_, {}, principal, clock_.now(), std::chrono::hours(1)).value();
}

RawResponse ApiFixture::ask(const std::string& method, const std::string& target, const std::string& bearer,
                            const std::string& extra, const std::string& body) {
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + extra;
  if (!bearer.empty()) request += "Authorization: Bearer " + bearer + "\r\n";
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  RawClient client(server_->port());
  client.send(request + "\r\n" + body);
  return client.receive(method == "HEAD");
}

RawResponse ApiFixture::upload_form(const std::string& parts, const std::string& extra) {
  return ask("POST", "/images/upload", alice_token_, "Content-Type: multipart/form-data; boundary=B\r\n" + extra,
             parts + "--B--\r\n");
}

boost::json::object ApiFixture::json(const RawResponse& response) {
  return boost::json::parse(response.body).as_object();
}

std::string form_part(const std::string& disposition, const std::string& bytes) {
  return "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + bytes + "\r\n";
}

std::string jpeg_like(const std::string& text) { return "\xff\xd8\xff\xe0" + text + std::string(100, 'x'); }

}  // namespace pictor::test
