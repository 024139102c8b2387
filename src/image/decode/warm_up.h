#pragma once

namespace pictor::image {

/// Makes the decoders' libraries do what they do once and with files: lcms dates the profiles it builds, for which the
/// C library reads /etc/localtime. A process that gives up the right to open files calls this before. Any number of
/// times.
void warm_up_decoders();

}  // namespace pictor::image
