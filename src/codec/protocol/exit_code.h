#pragma once

namespace pictor::codec {

/// How a codec process says why it ended, where it can still say so. Informative only: a process that was taken over
/// may exit with any of them.
enum ExitCode : int {
  kExitDone = 0,           ///< the parent closed its end
  kExitOutOfMemory = 113,  ///< an allocation was refused: the address-space limit
  kExitAborted = 115,      ///< abort(): a broken invariant, a fortify or malloc check, an uncaught exception
  kExitNotConfined = 116,  ///< could not give up what it must; the reason was in its hello
  kExitProtocol = 117,     ///< the parent said something that is not in the protocol
};

}  // namespace pictor::codec
