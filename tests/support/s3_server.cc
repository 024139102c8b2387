#include "support/s3_server.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "blobs/s3/s3_client.h"

namespace pictor::test {
namespace {

constexpr const char* kBucket = "pictor-tests";

}  // namespace

S3Server::S3Server() {
  const char* folder = std::getenv("PICTOR_TEST_S3");
  std::ifstream file(std::string(folder != nullptr ? folder : "") + "/env");
  for (std::string line; std::getline(file, line);) {
    const std::size_t equals = line.find('=');
    variables_[line.substr(0, equals)] = line.substr(equals + 1);
  }
  if (variables_.empty()) {
    std::fprintf(stderr, "no S3 store: run by ctest, or tools/s3_server.sh start FOLDER and PICTOR_TEST_S3=FOLDER\n");
    std::abort();
  }
}

const S3Server& S3Server::running() {
  static const S3Server server = [] {
    S3Server made;
    static const SystemClock clock;
    static SystemRandom random;
    blobs::S3Client client(made.location(""), clock, random, {}, made.environment());
    if (!client.call({.method = "PUT", .key = ""})) std::abort();  // there already is fine
    return made;
  }();
  return server;
}

blobs::S3Location S3Server::location(const std::string& prefix) const {
  return blobs::parse_s3_location(std::string("s3://") + kBucket + "/" + prefix +
                                  "?path_style=true&endpoint=" + variables_.at("S3_ENDPOINT"))
      .value();
}

aws::Environment S3Server::environment() const {
  return [variables = variables_](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
}

}  // namespace pictor::test
