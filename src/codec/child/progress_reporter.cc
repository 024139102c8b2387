#include "codec/child/progress_reporter.h"

#include "codec/protocol/channel.h"

namespace pictor::codec {

void ProgressReporter::report(double done) {
  constexpr double kStep = 0.01;
  if (done < reported_ + kStep) return;
  reported_ = done;
  send_message(socket_, serial_, wire::Progress{.done = done});
}

}  // namespace pictor::codec
