#include "aws/credentials.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "support/fakes.h"
#include "support/scripted_server.h"
#include "support/temporary_folder.h"

namespace pictor::aws {
namespace {

using test::ScriptedServer;
using test::ServedRequest;

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
}

std::string document(const std::string& key, const std::string& expiration) {
  return R"({"Code":"Success","AccessKeyId":")" + key +
         R"(","SecretAccessKey":"secret","Token":"token","Expiration":")" + expiration + R"("})";
}

/// Answers as IMDSv2 does, with credentials of the same key and a given end.
std::string instance_metadata(const ServedRequest& request, const std::string& expiration) {
  if (request.method == "PUT" && request.target == "/latest/api/token") return ScriptedServer::reply(200, "session");
  if (!request.headers.contains("x-aws-ec2-metadata-token")) return ScriptedServer::reply(401, "");
  if (request.target.ends_with("security-credentials/")) return ScriptedServer::reply(200, "role\n");
  return ScriptedServer::reply(200, document("instance", expiration));
}

class CredentialsTest : public testing::Test {
 protected:
  net::HttpClient client_;
  test::ManualClock clock_;  // stands at 2027-01-15T08:00:00Z
};

TEST_F(CredentialsTest, ComeFromTheEnvironmentFirst) {
  CredentialSource source(client_, clock_,
                          environment_of({{"AWS_ACCESS_KEY_ID", "key"}, {"AWS_SECRET_ACCESS_KEY", "secret"}}));
  EXPECT_EQ(source.get().value().access_key, "key");
}

TEST_F(CredentialsTest, ComeFromTheNamedProfileOfTheFile) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "credentials").string();
  std::ofstream(path) << "# comment\n[default]\naws_access_key_id = wrong\naws_secret_access_key = x\n"
                         "[prod]\naws_access_key_id=right\n aws_secret_access_key = s=e \n";
  const auto found = from_profile(environment_of({{"AWS_SHARED_CREDENTIALS_FILE", path}, {"AWS_PROFILE", "prod"}}));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->access_key, "right");
  EXPECT_EQ(found->secret_key, "s=e");
}

TEST_F(CredentialsTest, ComeFromTheContainersAgentWithItsToken) {
  const ScriptedServer agent([](const ServedRequest& request) {
    const bool allowed = request.headers.contains("authorization") && request.headers.at("authorization") == "Bearer x";
    return ScriptedServer::reply(allowed ? 200 : 403, document("container", "2027-01-15T09:00:00Z"));
  });
  const auto found = from_container(client_, environment_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.url()},
                                                             {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer x"}}));
  ASSERT_TRUE(found.has_value()) << found.error().cause;
  EXPECT_EQ(found->value().credentials.access_key, "container");
}

TEST_F(CredentialsTest, AreNotAskedOfAnotherHostWithoutTls) {
  for (const char* uri :
       {"http://169.254.170.2.evil.example/x", "http://localhost@evil.example/", "http://10.0.0.1/"}) {
    EXPECT_FALSE(from_container(client_, environment_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", uri}}))) << uri;
  }
}

TEST_F(CredentialsTest, ComeFromTheInstancesRoleByASessionToken) {
  const ScriptedServer metadata(
      [](const ServedRequest& request) { return instance_metadata(request, "2027-01-15T09:00:00Z"); });
  CredentialSource source(client_, clock_,
                          environment_of({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url() + "/"}}));
  const auto found = source.get();
  ASSERT_TRUE(found.has_value()) << found.error().cause;
  EXPECT_EQ(found->access_key, "instance");
  EXPECT_EQ(found->session_token, "token");
}

TEST_F(CredentialsTest, AreAskedAgainOnlyShortlyBeforeTheyEnd) {
  const ScriptedServer metadata(
      [](const ServedRequest& request) { return instance_metadata(request, "2027-01-15T09:00:00Z"); });
  CredentialSource source(client_, clock_, environment_of({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url()}}));
  ASSERT_TRUE(source.get());
  ASSERT_TRUE(source.get());
  EXPECT_EQ(metadata.requests().size(), 3u);  // token, role, credentials
  clock_.advance(std::chrono::minutes(56));
  ASSERT_TRUE(source.get());
  EXPECT_EQ(metadata.requests().size(), 6u);
}

TEST_F(CredentialsTest, ThatStillCountAreUsedWhenAskingAgainFails) {
  bool works = true;
  const ScriptedServer metadata([&works](const ServedRequest& request) {
    return works ? instance_metadata(request, "2027-01-15T09:00:00Z") : ScriptedServer::reply(500, "");
  });
  CredentialSource source(client_, clock_, environment_of({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url()}}));
  ASSERT_TRUE(source.get());
  works = false;
  clock_.advance(std::chrono::minutes(56));
  EXPECT_TRUE(source.get());
  clock_.advance(std::chrono::minutes(5));
  EXPECT_FALSE(source.get());
}

TEST_F(CredentialsTest, ThatAreNowhereAreAnError) {
  CredentialSource source(client_, clock_, environment_of({{"AWS_EC2_METADATA_DISABLED", "true"}}));
  const auto found = source.get();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kStorageUnavailable);
}

}  // namespace
}  // namespace pictor::aws
