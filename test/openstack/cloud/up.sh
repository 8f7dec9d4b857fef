#!/usr/bin/env bash
# up.sh [--no-seed]: a real OpenStack on 127.0.0.1 — Keystone, Placement, Glance and Nova, with compute hosts that have
# PCI devices — from the packages of this Debian. Run again, it starts only what does not run.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$HERE/nova.sh"
. "$HERE/apis.sh"
[ "$(id -u)" = 0 ] || die "run as root: packages are installed, and mariadbd runs as root here"
mkdir -p "$STATE"
exec 9> "$STATE/up.lock"
flock -w 900 9 || die "another up.sh holds $STATE/up.lock"

main() {
  bash "$HERE/packages.sh" 2>&1 9>&- | tee "$STATE/packages.log" | grep --line-buffered '^packages:' ||
    { tail -n 20 "$STATE/packages.log" >&2; die "packages: see $STATE/packages.log"; }
  say "packages are ready"
  prepare_state
  start_database_and_queue
  start_identity
  start_services
  start_computes
  [ "${1:-}" = --no-seed ] || bash "$HERE/seed.sh" 9>&-
  say "OpenStack is up: Nova $(nova_major), Keystone at $KEYSTONE_URL, state in $STATE"
}

prepare_state() {
  umask 022
  mkdir -p "$RUN" "$LOG" "$ETC"/{keystone,nova,placement,glance,policy.d} "$LIB"/{nova/instances,glance/images,rabbitmq,home}
  mkdir -p -m 700 "$LIB/keystone" "$LIB/keystone/fernet" "$LIB/keystone/credential"
  [ -e "$INVENTORY" ] || cp "$HERE/inventory.json" "$INVENTORY"
  # A database that exists holds the ports it was made with.
  [ -e "$STATE/.mariadb-made" ] || choose_ports
  load_ports
  require_free_ports
  nova_major > "$STATE/nova-major"
  bash "$HERE/write-config.sh" 9>&-
}

start_database_and_queue() {
  if [ ! -e "$STATE/.mariadb-made" ]; then
    rm -rf -- "$STATE/mysql"      # what a start that was cut short left
    mariadb-install-db --no-defaults --user=root --datadir="$STATE/mysql" --skip-test-db \
      --auth-root-authentication-method=socket --auth-root-socket-user=root > "$LOG/mariadb-install.log" 2>&1
    touch "$STATE/.mariadb-made"
  fi
  start mariadb /usr/sbin/mariadbd --defaults-file="$ETC/my.cnf"
  start epmd epmd -address "$IP" -port "$PORT_EPMD"
  wait_for 20 "epmd" tcp_open "$PORT_EPMD"
  start rabbitmq env HOME="$LIB/home" ERL_EPMD_PORT="$PORT_EPMD" ERL_EPMD_ADDRESS="$IP" \
    RABBITMQ_NODENAME=pcigraph@localhost RABBITMQ_DIST_PORT="$PORT_RABBIT_DIST" \
    RABBITMQ_CONFIG_FILE="$ETC/rabbitmq" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_MNESIA_BASE="$LIB/rabbitmq" RABBITMQ_LOG_BASE="$LOG" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$LIB/rabbitmq/enabled_plugins" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none" \
    /usr/lib/rabbitmq/bin/rabbitmq-server
  wait_for 60 "mariadb" sql -e 'SELECT 1'
  say "MariaDB is up"
  bash "$HERE/databases.sh" 9>&-
}

start_identity() {
  start_keystone
  start netstub "$PY" "$HERE/netstub.py" "$PORT_NETSTUB"
  wait_for 60 "keystone" http_up "$PORT_KEYSTONE"
  say "Keystone is up"
  ADMIN_PASSWORD="$ADMIN_PASSWORD" SERVICE_PASSWORD="$SERVICE_PASSWORD" REGION="$REGION" KEYSTONE_URL="$KEYSTONE_URL" \
    NOVA_URL="$NOVA_URL" PLACEMENT_URL="$PLACEMENT_URL" GLANCE_URL="$GLANCE_URL" "$PY" "$HERE/seed.py" services 9>&-
}

start_services() {
  start_placement
  start_wsgi glance "$PORT_GLANCE" /usr/bin/glance-wsgi-api 1 1 OS_GLANCE_CONFIG_DIR="$ETC/glance"
  wait_for 90 "rabbitmq" tcp_open "$PORT_RABBIT"
  start nova-conductor "$PY" "$HERE/nova_service.py" conductor --config-file "$ETC/nova/nova.conf"
  wait_for 60 "placement" http_up "$PORT_PLACEMENT"
  wait_for 60 "glance" http_up "$PORT_GLANCE"
  start_nova_api
  start nova-scheduler "$PY" "$HERE/nova_service.py" scheduler --config-file "$ETC/nova/nova.conf"
}

start_computes() {
  local host expected placed since
  since=$(sql -N -e 'SELECT UTC_TIMESTAMP() - INTERVAL 30 SECOND')
  while read -r host _; do
    alive "nova-compute-$host" || since=$(sql -N -e 'SELECT UTC_TIMESTAMP()')
    start_compute "$host"
  done < <(hosts)
  wait_for 90 "nova-api" http_up "$PORT_NOVA"
  say "Nova's API is up"
  # Every host has its rows and its resource provider; then the API database learns of it.
  expected=$(hosts | wc -l)
  placed=$(hosts | grep -c ' yes ')
  [ "$(nova_major)" -ge 26 ] || placed=0     # PCI devices in Placement: since Zed
  wait_for 180 "compute nodes" at_least "$expected" nova 'SELECT COUNT(*) FROM compute_nodes WHERE deleted=0'
  wait_for 120 "PCI devices" at_least "$expected" nova 'SELECT COUNT(DISTINCT compute_node_id) FROM pci_devices WHERE deleted=0'
  wait_for 120 "PCI resource providers" at_least "$placed" placement \
    'SELECT COUNT(DISTINCT root_provider_id) FROM resource_providers WHERE parent_provider_id IS NOT NULL'
  wait_for 60 "host resource providers" at_least "$expected" placement \
    'SELECT COUNT(DISTINCT p.id) FROM resource_providers p JOIN inventories i ON i.resource_provider_id=p.id WHERE p.parent_provider_id IS NULL'
  at_least "$expected" nova_api 'SELECT COUNT(*) FROM host_mappings' || nova_manage cell_v2 discover_hosts >> "$LOG/discover.log" 2>&1 9>&-
  wait_for 60 "host mappings" at_least "$expected" nova_api 'SELECT COUNT(*) FROM host_mappings'
  # After a restart the rows are there at once; a host is up again with its first heartbeat.
  wait_for 120 "heartbeats" at_least "$expected" nova \
    "SELECT COUNT(*) FROM services WHERE deleted=0 AND \`binary\`='nova-compute' AND last_seen_up >= '$since'"
  say "$expected compute hosts are up"
}

at_least() { [ "$(sql -N "$2" -e "$3")" -ge "$1" ]; }

main "$@"; exit
