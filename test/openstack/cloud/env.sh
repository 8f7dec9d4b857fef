#!/usr/bin/env bash
# Prints how to reach this OpenStack, one KEY=VALUE a line: what the tests read.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
load_ports || die "no OpenStack in $STATE: run up.sh"
dsn() { echo "mysql://$1:$2@$IP:$PORT_DB/$3"; }
cat <<ENV
OPENSTACK_RELEASE=${OPENSTACK_RELEASE:-bookworm}
OPENSTACK_NOVA_MAJOR=$(cat "$STATE/nova-major")
OPENSTACK_AUTH_URL=$KEYSTONE_URL
OPENSTACK_REGION=$REGION
OPENSTACK_NOVA_URL=$NOVA_URL
OPENSTACK_PLACEMENT_URL=$PLACEMENT_URL
OPENSTACK_ADMIN_PASSWORD=$ADMIN_PASSWORD
OPENSTACK_ALICE_PASSWORD=alice-pass
OPENSTACK_BOB_PASSWORD=bob-pass
OPENSTACK_CAROL_PASSWORD=carol-pass
OPENSTACK_AUDITOR_PASSWORD=auditor-pass
OPENSTACK_GATEWAY_CELL_URL=$(dsn pcigraph "$GATEWAY_DB_PASSWORD" nova)
OPENSTACK_TRUTH_CELL_URL=$(dsn nova_ro "$TRUTH_DB_PASSWORD" nova)
OPENSTACK_TRUTH_CELL0_URL=$(dsn nova_ro "$TRUTH_DB_PASSWORD" nova_cell0)
OPENSTACK_TRUTH_API_DB_URL=$(dsn nova_api_ro "$TRUTH_DB_PASSWORD" nova_api)
OPENSTACK_READ_WRITE_CELL_URL=$(dsn nova "$DB_PASSWORD" nova)
OPENSTACK_LOGS=$LOG
ENV
sed '/^PORT_OFFSET=/d; s/^PORT_/OPENSTACK_PORT_/' "$STATE/ports.env"
