#pragma once

#include "contract/sql/database_under_test.h"
#include "jobs/queue.h"
#include "support/fakes.h"

namespace pictor::test {

/// A database with one tenant and images `img_…1` to `img_…9` for jobs to belong to.
class QueueTest : public MigratedDatabaseTest {
 protected:
  void SetUp() override {
    MigratedDatabaseTest::SetUp();
    must(write([&](sql::Session& session) -> Result<void> {
      TRY_VOID(session.execute("INSERT INTO tenants (id, created_at) VALUES ('demo', 0)"));
      for (int number = 1; number <= 9; ++number)
        TRY_VOID(session.execute(
            "INSERT INTO images (tenant, id, owner, name, status, error_code, error_message, format, width, height, "
            "frames, has_alpha, bytes, sha256, version, visibility, metadata, created_at, updated_at) VALUES ('demo', "
            ":id, 'alice', '', 'processing', '', '', 'jpeg', 1, 1, 1, 0, 1, '', '', 'private', '{}', 0, 0)",
            {image(number).str()}));
      return {};
    }));
  }

  static ImageId image(int number) { return ImageId("img_" + std::string(25, '0') + std::to_string(number)); }
  static JobId job_id(int number) {
    const std::string digits = std::to_string(number);
    return JobId("job_" + std::string(26 - digits.size(), '0') + digits);
  }

  /// A job that is due now, on image `number % 9 + 1`.
  ImageProcessingJob job(int number) const {
    return {.id = job_id(number),
            .tenant = demo,
            .image = image(number % 9 + 1),
            .kind = JobKind::kConvert,
            .payload = R"({"n":)" + std::to_string(number) + "}",
            .run_after = clock.now(),
            .created_at = clock.now(),
            .updated_at = clock.now()};
  }
  void enqueue(const ImageProcessingJob& job) {
    must(write([&](sql::Session& session) { return jobs::enqueue(session, job); }));
  }
  ImageProcessingJob find(int number) {
    return must(read([&](sql::Session& session) { return jobs::find(session, demo, job_id(number)); }));
  }

  const TenantId demo{"demo"};
  ManualClock clock;
};

}  // namespace pictor::test
