#!/usr/bin/env bash
# part.sh stop|kill|pause|resume|start PART: what can befall one part of this OpenStack. PART is one of mariadb, keystone, placement, nova-api,
# nova-compute-HOST. pause freezes all its processes (SIGSTOP); start waits until it answers, and also resumes what is paused.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$HERE/nova.sh"
. "$HERE/apis.sh"
load_ports || die "no OpenStack in $STATE: run up.sh"
action=${1:-} part=${2:-}

# signal SIGNAL: to every process of the part, which leads a group of its own.
signal() {
  local pid
  alive "$part" || return 0
  read -r pid _ < "$RUN/$part.pid"
  kill "-$1" -- "-$pid"
}

start_part() {
  case "$part" in
    mariadb)
      start mariadb /usr/sbin/mariadbd --defaults-file="$ETC/my.cnf"
      wait_for 60 "$part" sql -e 'SELECT 1' ;;
    keystone) start_keystone; wait_for 60 "$part" http_up "$PORT_KEYSTONE" ;;
    placement) start_placement; wait_for 60 "$part" http_up "$PORT_PLACEMENT" ;;
    nova-api) start_nova_api; wait_for 60 "$part" http_up "$PORT_NOVA" ;;
    nova-compute-*) start_compute "${part#nova-compute-}" ;;
  esac
}

case "$part" in
  mariadb | keystone | placement | nova-api) ;;
  nova-compute-*) hosts | grep -q "^${part#nova-compute-} " || die "no such host: $part" ;;
  *) die "mariadb, keystone, placement, nova-api or nova-compute-HOST?" ;;
esac
case "$action" in
  stop) stop "$part" ;;
  kill) signal KILL; rm -f "$RUN/$part.pid" ;;
  pause) signal STOP ;;
  resume) signal CONT ;;
  start) signal CONT; start_part ;;
  *) die "stop, kill, pause, resume or start?" ;;
esac
