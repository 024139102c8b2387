#include "cli/codec_process.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "codec/child/image_work.h"
#include "codec/child/serve_requests.h"

namespace pictor::cli {
namespace {

bool has_parent() {
  int type = 0;
  socklen_t size = sizeof(type);
  return ::getsockopt(codec::kParentSocket, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

}  // namespace

int run_codec_process() {
  if (!has_parent()) {
    std::fputs("pictor codec is started by the server, not by hand\n", stderr);
    return 2;
  }
  codec::ImageWork work;
  ::_exit(codec::serve_requests(work));
}

}  // namespace pictor::cli
