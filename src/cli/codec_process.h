#pragma once

namespace pictor::cli {

/// `pictor codec`: the program as a codec process, started by codec::ProcessPool and by nobody else (descriptor 3 is
/// the socket to the parent). main() dispatches here before it does anything else. Returns only to say why not;
/// otherwise ends the process itself.
int run_codec_process();

}  // namespace pictor::cli
