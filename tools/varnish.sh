#!/usr/bin/env bash
# varnish.sh start|stop FOLDER [BACKEND]: Varnish with packaging/varnish/pictor.vcl for tests, on a free loopback port, in front of
# BACKEND (host:port). FOLDER holds its state; FOLDER/env says how to reach it (lines of NAME=value).
# Needs the Debian packages varnish, varnish-modules and curl.
set -euo pipefail
command=${1:-} folder=${2:-} backend=${3:-127.0.0.1:8080}
here=$(cd "$(dirname "$0")" && pwd)
[ -n "$folder" ] || { sed -n '2,4p' "$0" | sed 's/^# //'; exit 2; }
token=test-purge-token-0123456789

alive() { [ -s "$folder/pid" ] && kill -0 "$(cat "$folder/pid")" 2> /dev/null; }

stop() {
  local pid
  if alive; then
    pid=$(cat "$folder/pid")
    kill "$pid"
    for _ in $(seq 50); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2> /dev/null || true
  fi
  rm -rf "$folder"
}

free_port() {
  local port
  while :; do
    port=$((30000 + RANDOM % 2000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
  done
}

start() {
  local port
  port=$(free_port)
  sed -e "s|\"change-me\"|\"$token\"|" -e "s|\.host = \"127.0.0.1\"|.host = \"${backend%:*}\"|" \
      -e "s|\.port = \"8080\"|.port = \"${backend##*:}\"|" "$here/../packaging/varnish/pictor.vcl" > "$folder/pictor.vcl"
  setsid varnishd -F -j none -n "$folder/state" -f "$folder/pictor.vcl" -a "127.0.0.1:$port" -T none -s malloc,64m \
    -p thread_pool_min=10 -p thread_pools=1 > "$folder/log" 2>&1 < /dev/null &
  echo $! > "$folder/pid"
  for _ in $(seq 150); do
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null && break
    alive || { tail -n 20 "$folder/log" >&2; exit 1; }
    sleep 0.1
  done
  printf 'VARNISH_URL=http://127.0.0.1:%s\nVARNISH_PURGE_TOKEN=%s\n' "$port" "$token" > "$folder/env"
}

case "$command" in
  stop) stop ;;
  start)
    stop
    mkdir -p "$folder"
    start ;;
  *) echo "varnish.sh start|stop FOLDER [BACKEND]" >&2; exit 2 ;;
esac
