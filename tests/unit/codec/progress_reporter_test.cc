#include "codec/child/progress_reporter.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <vector>

#include "codec/protocol/channel.h"

namespace pictor::codec {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProgressReports : public ::testing::Test {
 protected:
  ProgressReports() {
    std::array<int, 2> pair{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()), 0);
    theirs_ = UniqueFd(pair[0]);
    ours_ = UniqueFd(pair[1]);
  }
  ProgressReporter reporter() const { return ProgressReporter(theirs_.get(), kSerial, at(0)); }
  static ProgressReporter::Time at(int milliseconds) {
    return ProgressReporter::Time(std::chrono::milliseconds(milliseconds));
  }
  std::vector<double> heard() const {
    std::vector<double> reports;
    for (Packet packet; receive_packet(ours_.get(), packet, /*wait=*/false) == Receipt::kPacket;) {
      EXPECT_EQ(packet.head().serial, kSerial);
      reports.push_back(packet.as<wire::Progress>().value().done);
    }
    return reports;
  }

 private:
  static constexpr std::uint32_t kSerial = 7;
  UniqueFd theirs_;
  UniqueFd ours_;
};

TEST_F(ProgressReports, AreNotMadeOfWorkThatIsDoneSoon) {
  ProgressReporter progress = reporter();
  progress.report(0.5, at(10));
  progress.report(1.0, at(40));
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(ProgressReports, ComeAtMostOnceAnInterval) {
  ProgressReporter progress = reporter();
  for (int time = 0; time <= 120; time += 10) progress.report(time / 120.0, at(time));
  EXPECT_THAT(heard(), ElementsAre(50 / 120.0, 100 / 120.0));
}

TEST_F(ProgressReports, ComeAtMostOnceAPercent) {
  ProgressReporter progress = reporter();
  progress.report(0.5, at(100));
  progress.report(0.501, at(200));
  progress.report(0.52, at(300));
  EXPECT_THAT(heard(), ElementsAre(0.5, 0.52));
}

}  // namespace
}  // namespace pictor::codec
