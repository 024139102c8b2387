#include "codec/child/last_words.h"

#include <signal.h>
#include <unistd.h>

#include <new>

#include "codec/protocol/exit_code.h"

namespace pictor::codec {
namespace {

void end_out_of_memory() { ::_exit(kExitOutOfMemory); }
void end_aborted(int) { ::_exit(kExitAborted); }

void handle(int signal, void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void install_last_words() {
  std::set_new_handler(end_out_of_memory);
  handle(SIGABRT, end_aborted);
  handle(SIGXFSZ, SIG_IGN);  // a write beyond RLIMIT_FSIZE then fails with EFBIG
  handle(SIGPIPE, SIG_IGN);
}

}  // namespace pictor::codec
