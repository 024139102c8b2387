#!/usr/bin/env bash
# fresh-debian.sh COMMAND: tries the project in an empty Debian 12, made by debootstrap and thrown away after.
#   fresh-debian.sh run     clones HEAD, ./run, then uploads a picture with the line of the README and looks at its thumbnails
#   fresh-debian.sh test    clones HEAD, ./test
#   fresh-debian.sh both    the one after the other in one machine: half the time
# Needs root and debootstrap. The network is the host's. The base system is kept in FRESH_DIR (default /var/cache/pictor-fresh-debian).
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
store=${FRESH_DIR:-/var/cache/pictor-fresh-debian}
mirror=${MIRROR:-$(awk '/^URIs:/ {print $2; exit} /^deb / {print $2; exit}' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2> /dev/null)}
command=${1:?run or test}

make_base() {
  [ -e "$store/base.ok" ] && return
  command -v debootstrap > /dev/null || apt-get install -yq --no-install-recommends debootstrap
  mkdir -p "$store"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$store/base" "$mirror" > "$store/debootstrap.log"
  cat > "$store/base/etc/apt/sources.list" <<S
deb $mirror bookworm main
deb $mirror bookworm-updates main
deb ${mirror%/debian}/debian-security bookworm-security main
S
  touch "$store/base.ok"
}

# Runs a script inside a fresh overlay of the base, as process 1 of its own pid namespace: what it starts ends with it.
in_fresh_machine() {
  machine=$(mktemp -d "$store/machine.XXXXXX")
  mkdir -p "$machine"/{upper/root,work,root}
  git clone -q "$here" "$machine/upper/root/pictor"
  trap 'rm -rf "$machine"' EXIT
  unshare --mount --pid --ipc --uts --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount -t overlay overlay -o "lowerdir=$1/base,upperdir=$2/upper,workdir=$2/work" "$2/root"
    mount -t proc proc "$2/root/proc"; mount --rbind /sys "$2/root/sys"; mount --rbind /dev "$2/root/dev"
    mount -t tmpfs tmpfs "$2/root/tmp"
    cp -L /etc/resolv.conf "$2/root/etc/resolv.conf"
    if [ -d "$4" ]; then mkdir -p "$2/root/root/shared"; mount --rbind -o ro "$4" "$2/root/root/shared"; fi
    cp /usr/local/share/ca-certificates/*.crt "$2/root/usr/local/share/ca-certificates/" 2> /dev/null && chroot "$2/root" update-ca-certificates > /dev/null || true
    printf "#!/bin/sh\nexit 101\n" > "$2/root/usr/sbin/policy-rc.d"; chmod 755 "$2/root/usr/sbin/policy-rc.d"
    exec env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      chroot "$2/root" bash -euc "$3"
  ' _ "$store" "$machine" "$1" "$(cd "$here/.." && pwd)/shared"
}

try_run='
      cd /root/pictor
      ./run > /tmp/run.log 2>&1 & server=$!
      until grep -q "listening on" /tmp/run.log; do
        kill -0 $server 2> /dev/null || { tail -50 /tmp/run.log; exit 1; }
        sleep 1
      done
      tail -12 /tmp/run.log
      token=$(grep -oE "eyJ[A-Za-z0-9_.-]+" /tmp/run.log | head -1)
      cd /tmp
      python3 - <<P
import struct, zlib
width, height = 1600, 1200
rows = b"".join(b"\0" + bytes(c for x in range(width) for c in (x & 255, y & 255, (x * y >> 8) & 255)) for y in range(height))
chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
open("photo.png", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
P
      curl -fsS -H "Authorization: Bearer $token" -H "Prefer: wait=30" -F "file=@photo.png" http://127.0.0.1:8080/images/upload > /tmp/image.json
      python3 -m json.tool /tmp/image.json
      url=$(python3 -c "import json; print(json.load(open(\"/tmp/image.json\"))[\"thumbnails\"][0][\"url\"])")
      curl -fsS -o /tmp/thumbnail -H "Authorization: Bearer $token" "http://127.0.0.1:8080$url"
      python3 - <<P
import json
thumbnail = json.load(open("/tmp/image.json"))["thumbnails"][0]
size = len(open("/tmp/thumbnail", "rb").read())
assert size == thumbnail["bytes"], (size, thumbnail)
print("thumbnail:", thumbnail)
P
      kill -TERM $server; wait $server
'
try_test='cd /root/pictor && apt-get update -q > /dev/null && ./test'

make_base
case "$command" in
  run) in_fresh_machine "$try_run" ;;
  test) in_fresh_machine "$try_test" ;;
  both) in_fresh_machine "$try_run$try_test" ;;
  *) sed -n '2,8p' "$0" >&2; exit 2 ;;
esac
