#pragma once

namespace pictor::codec {

/// Puts the process under a landlock ruleset without a single rule: no path may be opened in any way, no TCP port bound
/// or connected to (ABI 4), no abstract socket reached and no signal sent outside (ABI 6). Descriptors that are open
/// stay usable. Needs PR_SET_NO_NEW_PRIVS. Returns the kernel's ABI version, 0 when there is no landlock.
int deny_everything_by_landlock();

}  // namespace pictor::codec
