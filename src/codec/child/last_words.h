#pragma once

namespace pictor::codec {

/// Makes the ends that a codec process can foresee tell themselves apart by exit code (protocol/exit_code.h): a refused
/// allocation and abort(). Default actions would not do: the first process of a pid namespace ignores signals that have
/// no handler.
void install_last_words();

}  // namespace pictor::codec
