#pragma once

namespace pictor::codec {

/// A server in small: a pool with one render that never ends and one idle prober. Writes a byte to standard output once
/// both are there, then waits to be killed.
int hold_pool();

}  // namespace pictor::codec
