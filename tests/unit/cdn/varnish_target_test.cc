#include "cdn/varnish/varnish_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_server.h"

namespace pictor::cdn {
namespace {

using test::ScriptedServer;
using test::ServedRequest;

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(5); }

TEST(VarnishTargets, PurgeHardWhatMustGoAndSoftlyWhatIsReplaced) {
  ScriptedServer server([](const ServedRequest&) { return ScriptedServer::reply(200, ""); });
  VarnishTarget target(server.url(), "token");
  ASSERT_TRUE(target.submit({"1", {{"i:a"}, {"i:b", Staleness::kWhileRefetched}, {"i:c"}}}, soon()));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].method, "PURGE");
  EXPECT_EQ(requests[0].headers.at("xkey-purge"), "i:a i:c");
  EXPECT_EQ(requests[0].headers.at("x-purge-token"), "token");
  EXPECT_EQ(requests[1].headers.at("xkey-softpurge"), "i:b");
}

TEST(VarnishTargets, PurgePathsAndBanWhatBeginsLikeOne) {
  ScriptedServer server([](const ServedRequest&) { return ScriptedServer::reply(200, ""); });
  VarnishTarget target(server.url(), "token");
  ASSERT_TRUE(target.submit({"1", {{"/t/acme/a?w=1"}, {"/t/a.b/*"}}}, soon()));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].method + " " + requests[0].target, "PURGE /t/acme/a?w=1");
  EXPECT_EQ(requests[1].method, "BAN");
  EXPECT_EQ(requests[1].headers.at("x-ban-url"), R"(^/t/a\.b/)");
}

TEST(VarnishTargets, SplitWhatIsTooLongForAHeader) {
  ScriptedServer server([](const ServedRequest&) { return ScriptedServer::reply(200, ""); });
  VarnishTarget target(server.url(), "token");
  PurgeBatch batch{"1", {}};
  for (int i = 1'000; i < 2'000; ++i) batch.items.push_back({"i:img_0000000000000000000000" + std::to_string(i)});
  ASSERT_TRUE(target.submit(batch, soon()));
  std::size_t keys = 0;
  for (const ServedRequest& request : server.requests()) {
    const std::string& line = request.headers.at("xkey-purge");
    EXPECT_LT(line.size(), 4'400u);
    keys += static_cast<std::size_t>(std::ranges::count(line, ' ')) + 1;
  }
  EXPECT_EQ(keys, 1'000u);
}

TEST(VarnishTargets, SayWhetherOtherSettingsAreNeeded) {
  int status = 403;
  ScriptedServer server([&](const ServedRequest&) { return ScriptedServer::reply(status, ""); });
  VarnishTarget target(server.url(), "wrong");
  EXPECT_EQ(target.check(soon()).error().code, ErrorCode::kForbidden);
  status = 503;
  EXPECT_EQ(target.submit({"1", {{"i:a"}}}, soon()).error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace pictor::cdn
