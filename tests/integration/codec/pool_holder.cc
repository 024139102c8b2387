#include "pool_holder.h"

#include <unistd.h>

#include "pool_test.h"

namespace pictor::codec {

int hold_pool() {
  ProcessPool pool(hostile_pool());
  const Command idle("nothing");
  if (!pool.probe(idle.input(), {}, soon())) return 1;
  const Command spin("spin");
  const auto tell = [](double) {
    if (::write(STDOUT_FILENO, "r", 1) != 1) ::_exit(1);
  };
  const auto never = std::chrono::steady_clock::now() + std::chrono::hours(1);
  return pool.render(spin.input(), one_rendition(), {Lane::kIngest}, never, {}, tell) ? 0 : 1;
}

}  // namespace pictor::codec
