#!/usr/bin/env bash
# install_packages.sh SET…: installs the missing Debian packages of the sets named (see packages.txt). Says what it does;
# does nothing, quickly, when nothing is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

wanted=()
for set in "$@"; do
  while read -r kind package; do [ "$kind" = "$set" ] && wanted+=("$package"); done < "$here/packages.txt"
done
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" {print $1}')
missing=()
for package in "${wanted[@]}"; do grep -qxF "$package" <<< "$installed" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo > /dev/null || { echo "these packages are missing and neither root nor sudo is at hand: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
# Servers are for our tests, which start them on ports of their own: none becomes a service of this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" > /dev/null
  "${as_root[@]}" chmod +x "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
echo "installing ${#missing[@]} Debian packages: ${missing[*]}"
"${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -yq --no-install-recommends "${missing[@]}"
