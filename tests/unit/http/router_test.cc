#include "http/router.h"

#include <gtest/gtest.h>

namespace pictor::http {
namespace {

Router router() {
  return Router({{.method = Method::kGet, .pattern = "/"},
                 {.method = Method::kGet, .pattern = "/images/{id}"},
                 {.method = Method::kDelete, .pattern = "/images/{id}"},
                 {.method = Method::kPost, .pattern = "/images/upload"}});
}

TEST(Router, FindsTheRouteAndItsParameters) {
  Router table = router();
  auto match = table.match(Method::kGet, {"images", "img 1"});
  ASSERT_TRUE(match.route);
  EXPECT_EQ(match.route->pattern, "/images/{id}");
  EXPECT_EQ(match.parameters.find("id")->second, "img 1");
  EXPECT_EQ(table.match(Method::kGet, {}).route->pattern, "/");
}

TEST(Router, ServesHeadByGet) {
  Router table = router();
  EXPECT_EQ(table.match(Method::kHead, {"images", "x"}).route->method, Method::kGet);
}

TEST(Router, NamesTheMethodsOfAPathThatHasNotThisOne) {
  auto match = router().match(Method::kPut, {"images", "x"});
  EXPECT_FALSE(match.route);
  EXPECT_EQ(match.allow, "GET, HEAD, DELETE");
}

TEST(Router, MatchesWholePathsOnly) {
  for (std::vector<std::string> path : {std::vector<std::string>{"images"},
                                        {"images", ""},
                                        {"images", "x", ""},
                                        {"Images", "x"},
                                        {"..", "images", "x"}})
    EXPECT_TRUE(!router().match(Method::kGet, path).route && router().match(Method::kGet, path).allow.empty());
}

}  // namespace
}  // namespace pictor::http
