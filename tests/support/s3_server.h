#pragma once

#include <map>
#include <string>

#include "aws/credentials.h"
#include "blobs/s3/s3_location.h"

namespace pictor::test {

/// The store that tools/s3_server.sh started for this run of the tests; PICTOR_TEST_S3 names its folder.
class S3Server {
 public:
  /// Aborts when none was started: `ctest` starts it as a fixture. Makes the bucket of the tests.
  static const S3Server& running();

  blobs::S3Location location(const std::string& prefix) const;
  aws::Environment environment() const;

 private:
  S3Server();
  std::map<std::string, std::string> variables_;
};

}  // namespace pictor::test
