#!/usr/bin/env bash
# host.sh stop|start|restart HOST: one compute host's nova-compute. A stopped one is down after a minute; a restarted
# one reads its devices from $STATE/etc/inventory.json anew.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$HERE/nova.sh"
action=${1:-} host=${2:-}
[ -n "$host" ] && hosts | grep -q "^$host " || die "host.sh stop|start|restart HOST, HOST one of: $(hosts | cut -d' ' -f1 | xargs)"
case "$action" in
  stop) stop "nova-compute-$host" ;;
  start) start_compute "$host" ;;
  restart) stop "nova-compute-$host"; start_compute "$host" ;;
  *) die "stop, start or restart?" ;;
esac
