#!/usr/bin/env bash
# s3_server.sh start|stop FOLDER: a real S3 store for tests: Ceph's RADOS gateway over one monitor and one OSD that keeps its objects in
# memory, on loopback ports that are free. FOLDER holds its state; FOLDER/env says how to reach it (lines of NAME=value).
# Needs the Debian packages ceph-mon, ceph-osd, radosgw and curl.
set -euo pipefail
command=${1:-} folder=${2:-}
[ -n "$folder" ] || { sed -n '2,4p' "$0" | sed 's/^# //'; exit 2; }
access_key=test-access-key secret_key=test-secret-key-0123456789abcdefghij

ceph_ask() { timeout 20 ceph -c "$folder/ceph.conf" "$@"; }
alive() { [ -s "$folder/$1.pid" ] && kill -0 "$(cat "$folder/$1.pid")" 2> /dev/null; }

stop() {
  local daemon pid
  for daemon in rgw osd mon; do
    if alive $daemon; then
      pid=$(cat "$folder/$daemon.pid")
      kill "$pid" 2> /dev/null || true
      for _ in $(seq 50); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
      kill -9 "$pid" 2> /dev/null || true
    fi
  done
  rm -rf "$folder"
}

# Four ports in a row that nothing listens on: the gateway's and the monitor's.
free_ports() {
  local base
  while :; do
    base=$((20000 + RANDOM % 10000))
    for port in $base $((base + 1)) $((base + 2)); do
      (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null && continue 2
    done
    echo "$base"
    return
  done
}

background() {
  local name=$1
  shift
  setsid "$@" >> "$folder/log/$name.out" 2>&1 < /dev/null &
  echo $! > "$folder/$name.pid"
}

start() {
  local base fsid osd
  base=$(free_ports)
  mkdir -p "$folder"/{mon,osd,log,run}
  fsid=$(cat /proc/sys/kernel/random/uuid)
  cat > "$folder/ceph.conf" << CONF
[global]
fsid = $fsid
mon_host = [v2:127.0.0.1:$((base + 1)),v1:127.0.0.1:$((base + 2))]
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
keyring = $folder/keyring
public_addr = 127.0.0.1
public_network = 127.0.0.0/8
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 2000
mon_data_avail_crit = 1
mon_data_avail_warn = 1
log_file = $folder/log/\$name.log
admin_socket = $folder/run/\$name.asok
run_dir = $folder/run
crash_dir = $folder/run
[mon]
mon_data = $folder/mon
[osd]
osd_data = $folder/osd
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_memory_target = 1073741824
osd_class_load_list = *
osd_class_default_list = *
[client]
rgw_enable_usage_log = false
rgw_enable_apis = s3, admin
CONF
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$((base + 1)),v1:127.0.0.1:$((base + 2))]" "$folder/monmap"
  ceph-authtool "$folder/keyring" --create-keyring --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$folder/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$folder/keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
  ceph-authtool "$folder/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap mgr 'allow profile osd' --cap osd 'allow *'
  ceph-mon -c "$folder/ceph.conf" -i a --mkfs --monmap "$folder/monmap" --keyring "$folder/keyring"
  background mon ceph-mon -c "$folder/ceph.conf" -i a -f
  for _ in $(seq 60); do ceph_ask -s > /dev/null 2>&1 && break; sleep 0.3; done
  osd=$(cat /proc/sys/kernel/random/uuid)
  ceph_ask osd new "$osd" -i <(printf '{"cephx_secret":"%s"}' "$(ceph-authtool "$folder/keyring" -n osd.0 --print-key)")
  ceph-osd -c "$folder/ceph.conf" -i 0 --mkfs --osd-uuid "$osd"
  background osd ceph-osd -c "$folder/ceph.conf" -i 0 -f
  for _ in $(seq 60); do ceph_ask osd stat 2> /dev/null | grep -q ' 1 up' && break; sleep 0.3; done
  background rgw radosgw -c "$folder/ceph.conf" -n client.rgw -f --rgw-frontends "beast endpoint=127.0.0.1:$base"
  for _ in $(seq 100); do curl -s -o /dev/null -m 2 "http://127.0.0.1:$base/" && break; alive rgw || break; sleep 0.3; done
  curl -s -o /dev/null -m 2 "http://127.0.0.1:$base/"
  timeout 60 radosgw-admin -c "$folder/ceph.conf" -n client.rgw user create --uid=test --display-name=test \
    --access-key="$access_key" --secret-key="$secret_key"
  printf 'S3_ENDPOINT=http://127.0.0.1:%s\nAWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n' "$base" "$access_key" "$secret_key" > "$folder/env"
}

case "$command" in
  stop) stop ;;
  start)
    stop
    mkdir -p "$folder"
    start > "$folder/setup.log" 2>&1 || { tail -n 20 "$folder/setup.log" "$folder"/log/*.out >&2; exit 1; } ;;
  *) echo "s3_server.sh start|stop FOLDER" >&2; exit 2 ;;
esac
