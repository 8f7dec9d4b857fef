#!/usr/bin/env bash
# Makes the databases, their users and every service's schema, where they are not made yet. MariaDB runs already.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$HERE/nova.sh"
load_ports || die "no ports were chosen: run up.sh"

create_databases() {
  local database
  for database in keystone glance placement nova_api nova nova_cell0; do
    # A schema that was cut short half-way cannot be taken up again.
    echo "DROP DATABASE IF EXISTS $database; CREATE DATABASE $database CHARACTER SET utf8mb3;"
  done | sql
  sql <<SQL
GRANT ALL ON keystone.* TO keystone@'$IP' IDENTIFIED BY '$DB_PASSWORD';
GRANT ALL ON glance.* TO glance@'$IP' IDENTIFIED BY '$DB_PASSWORD';
GRANT ALL ON placement.* TO placement@'$IP' IDENTIFIED BY '$DB_PASSWORD';
GRANT ALL ON nova_api.* TO nova@'$IP' IDENTIFIED BY '$DB_PASSWORD';
GRANT ALL ON nova.* TO nova@'$IP';
GRANT ALL ON nova_cell0.* TO nova@'$IP';
SQL
}

create_schemas() {
  local others nova
  keystone_manage() { keystone-manage --config-file "$ETC/keystone/keystone.conf" "$@"; }
  # Side by side: Nova's takes as long as all others.
  (
    keystone_manage db_sync
    keystone_manage fernet_setup --keystone-user root --keystone-group root
    keystone_manage credential_setup --keystone-user root --keystone-group root
    keystone_manage bootstrap --bootstrap-password "$ADMIN_PASSWORD" --bootstrap-region-id "$REGION" \
      --bootstrap-admin-url "$KEYSTONE_URL" --bootstrap-internal-url "$KEYSTONE_URL" --bootstrap-public-url "$KEYSTONE_URL"
    placement-manage --config-file "$ETC/placement/placement.conf" db sync
    glance-manage --config-file "$ETC/glance/glance-api.conf" db_sync
  ) > "$LOG/schema-others.log" 2>&1 & others=$!
  (
    nova_manage api_db sync
    nova_manage cell_v2 map_cell0 --database_connection "mysql+pymysql://nova:$DB_PASSWORD@$IP:$PORT_DB/nova_cell0?charset=utf8"
    nova_manage cell_v2 list_cells | grep -q ' cell1 ' || nova_manage cell_v2 create_cell --name cell1
    nova_manage db sync
  ) > "$LOG/schema-nova.log" 2>&1 & nova=$!
  wait $others || die "schema of keystone, placement or glance: see $LOG/schema-others.log"
  wait $nova || die "schema of nova: see $LOG/schema-nova.log"
}

# The readers. The gateway's user has what its documentation asks an operator for and not one column more; the tests'
# own users see a whole database each, the API database apart from the cells because its cell_mappings rows hold the
# cells' passwords. Column grants need the tables, so this comes last; it is cheap, so it runs every time.
grant_readers() {
  sql <<SQL
GRANT SELECT ON nova.* TO nova_ro@'$IP' IDENTIFIED BY '$TRUTH_DB_PASSWORD';
GRANT SELECT ON nova_cell0.* TO nova_ro@'$IP';
GRANT SELECT ON nova_api.* TO nova_api_ro@'$IP' IDENTIFIED BY '$TRUTH_DB_PASSWORD';
GRANT SELECT ON nova.pci_devices TO pcigraph@'$IP' IDENTIFIED BY '$GATEWAY_DB_PASSWORD';
GRANT SELECT (id, uuid, host, hypervisor_hostname, pci_stats, deleted) ON nova.compute_nodes TO pcigraph@'$IP';
GRANT SELECT (host, \`binary\`, deleted, last_seen_up, updated_at, created_at, forced_down) ON nova.services TO pcigraph@'$IP';
GRANT SELECT (uuid, project_id, user_id, host, node, vm_state, task_state, deleted) ON nova.instances TO pcigraph@'$IP';
SQL
}

if [ ! -e "$STATE/.databases-made" ]; then
  create_databases
  create_schemas
  touch "$STATE/.databases-made"
  say "databases made"
fi
grant_readers
