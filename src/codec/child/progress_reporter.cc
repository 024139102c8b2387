#include "codec/child/progress_reporter.h"

#include "codec/protocol/channel.h"

namespace pictor::codec {

void ProgressReporter::report(double done, Time now) {
  constexpr double kStep = 0.01;
  if (done < reported_ + kStep || now < last_ + kInterval) return;
  reported_ = done;
  last_ = now;
  send_message(socket_, serial_, wire::Progress{.done = done});
}

}  // namespace pictor::codec
