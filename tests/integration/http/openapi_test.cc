// The contract file and the route table say the same.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <map>
#include <set>

#include "api_fixture.h"
#include "http/embedded.h"
#include "http/routes.h"

namespace pictor::test {
namespace {

namespace json = boost::json;

class OpenApiTest : public ApiFixture {
 protected:
  /// The operation of every method and path, by `get /images`.
  std::map<std::string, json::object> operations() {
    std::map<std::string, json::object> found;
    for (const auto& [path, item] : document_.at("paths").as_object())
      for (const auto& [method, operation] : item.as_object())
        if (method != "parameters") found.emplace(std::string(method) + " " + std::string(path), operation.as_object());
    return found;
  }
  static std::string name_of(const http::Route& route) {
    std::string name;
    for (char c : to_string(route.method)) name += static_cast<char>(c + ('a' - 'A'));
    return name + " " + std::string(route.pattern);
  }
  json::object document_ = json::parse(http::embedded::openapi_json()).as_object();
};

TEST_F(OpenApiTest, DescribesExactlyTheRoutes) {
  std::set<std::string> described, served;
  for (const auto& [name, operation] : operations()) described.insert(name);
  for (const http::Route& route : http::api_routes(*scope_)) served.insert(name_of(route));
  EXPECT_EQ(described, served);
}

TEST_F(OpenApiTest, SaysWhichRoutesWantAToken) {
  auto described = operations();
  for (const http::Route& route : http::api_routes(*scope_)) {
    json::object operation = described[name_of(route)];
    bool open = operation.contains("security") && operation["security"].as_array().empty();
    EXPECT_EQ(open, route.permission == access::Permission::kNone) << name_of(route);
    EXPECT_EQ(operation["responses"].as_object().contains("401"), !open) << name_of(route);
  }
}

TEST_F(OpenApiTest, DescribesABodyWhereOneIsRead) {
  auto described = operations();
  for (const http::Route& route : http::api_routes(*scope_))
    EXPECT_EQ(described[name_of(route)].contains("requestBody"), route.body != http::BodyKind::kNone) << name_of(route);
}

/// Every `$ref` leads somewhere.
void collect_refs(const json::value& value, std::set<std::string>& refs) {
  if (auto* object = value.if_object()) {
    for (const auto& [name, member] : *object) {
      if (name == "$ref") refs.emplace(member.as_string());
      collect_refs(member, refs);
    }
  }
  if (auto* array = value.if_array())
    for (const auto& item : *array) collect_refs(item, refs);
}

TEST_F(OpenApiTest, RefersToNothingThatIsMissing) {
  std::set<std::string> refs;
  collect_refs(document_, refs);
  EXPECT_FALSE(refs.empty());
  json::value whole = document_;
  for (const std::string& ref : refs) {
    boost::system::error_code error;
    whole.find_pointer(ref.substr(1), error);
    EXPECT_FALSE(error) << ref;
  }
}

TEST_F(OpenApiTest, NamesTheMembersOfAnImage) {
  auto shown = json::object(http::image_json(ready("shape"), http::UrlPrefix()));
  auto schema = document_.at("components").at("schemas").at("Image").as_object();
  std::set<std::string> described, members;
  for (const auto& [name, value] : schema["properties"].as_object()) described.emplace(name);
  for (const auto& [name, value] : shown) members.emplace(name);
  EXPECT_EQ(described, members);
}

}  // namespace
}  // namespace pictor::test
