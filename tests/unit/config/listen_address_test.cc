#include "config/listen_address.h"

#include <gtest/gtest.h>

namespace pictor::config {
namespace {

TEST(ListenAddress, IsAnIpAddressAndAPort) {
  auto four = parse_listen_address("127.0.0.1:8080");
  ASSERT_TRUE(four);
  EXPECT_EQ(four->host, "127.0.0.1");
  EXPECT_EQ(four->port, 8080);
  auto six = parse_listen_address("[::1]:0");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, 0);
}

TEST(ListenAddress, InAnyOtherFormIsRefused) {
  for (std::string_view text : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                                "127.0.0.1:80x", "localhost:80", "::1:80", "[::1]", "[127.0.0.1]:80", "256.0.0.1:80"})
    EXPECT_FALSE(parse_listen_address(text)) << text;
}

TEST(ListenAddress, IsShownAsAUrlHasIt) {
  EXPECT_EQ(to_string(ListenAddress{.host = "127.0.0.1", .port = 80}), "127.0.0.1:80");
  EXPECT_EQ(to_string(ListenAddress{.host = "::1", .port = 80}), "[::1]:80");
}

}  // namespace
}  // namespace pictor::config
