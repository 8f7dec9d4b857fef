#!/usr/bin/env bash
# down.sh [--wipe]: stops the processes that up.sh started, by their recorded pids, and no other. --wipe removes the
# state as well (databases, logs, configuration, the choice of ports).
set -euo pipefail
. "$(dirname "$0")/settings.sh"

stop_all() {
  local name
  for name in "$@"; do stop "$name" & done
  wait
}

if [ -d "$RUN" ]; then
  mapfile -t computes < <(cd "$RUN" && ls -1 nova-compute-*.pid 2>/dev/null | sed 's/\.pid$//')
  stop_all "${computes[@]}" nova-api nova-scheduler glance
  stop_all nova-conductor placement netstub
  stop_all keystone rabbitmq
  stop_all mariadb epmd
  say "stopped"
fi
if [ "${1:-}" = --wipe ] && [ -d "$STATE" ]; then
  case "$(realpath "$STATE")" in / | /var | /var/tmp | /tmp | /home | /root | "$HOME") die "will not remove $STATE" ;; esac
  [ -e "$STATE/up.lock" ] || die "$STATE does not look like a state of up.sh"
  rm -rf --one-file-system -- "$STATE"
  say "removed $STATE"
fi
