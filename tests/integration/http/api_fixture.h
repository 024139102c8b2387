#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>

#include "http/api.h"
#include "http/server.h"
#include "raw_client.h"
#include "support/app_fixture.h"

namespace pictor::test {

/// The whole API over a socket: real routes and use cases, SQLite, blobs in memory, a codec without pixels.
class ApiFixture : public AppFixture {
 protected:
  ApiFixture();
  ~ApiFixture() override;

  /// A token of the tenant that the use cases know.
  std::string token(const std::string& subject, access::Role role, const std::string& tenant = "acme");
  /// One request on a connection of its own, as `bearer`; `extra` are whole header lines.
  RawResponse ask(const std::string& method, const std::string& target, const std::string& bearer = "",
                  const std::string& extra = "", const std::string& body = "");
  RawResponse upload_form(const std::string& parts, const std::string& extra = "");
  boost::json::object json(const RawResponse& response);

  access::TokenSecret secret_ = access::TokenSecret::from(std::string(32, 's')).value();
  std::string alice_token_ = token("alice", access::Role::kEditor);
  std::unique_ptr<http::ApiScope> scope_;
  std::unique_ptr<http::Server> server_;
};

/// A part of a form with the boundary `B`.
std::string form_part(const std::string& disposition, const std::string& bytes);
/// Bytes that begin like a JPEG.
std::string jpeg_like(const std::string& text);

}  // namespace pictor::test
