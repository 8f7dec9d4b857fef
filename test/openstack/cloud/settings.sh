# shellcheck shell=bash
# Sourced by every script here: where this OpenStack keeps its things, its ports and its passwords.
# It listens on 127.0.0.1 only; the passwords are fixed values for tests.

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
STATE="${OPENSTACK_STATE:-/var/tmp/pcigraph-openstack}"
RUN="$STATE/run" LOG="$STATE/log" ETC="$STATE/etc" LIB="$STATE/lib"
IP=127.0.0.1
REGION=RegionOne

ADMIN_PASSWORD="${OPENSTACK_ADMIN_PASSWORD:-admin-pass}"
SERVICE_PASSWORD="${OPENSTACK_SERVICE_PASSWORD:-service-pass}"
DB_PASSWORD="${OPENSTACK_DB_PASSWORD:-db-pass}"
RABBIT_PASSWORD="${OPENSTACK_RABBIT_PASSWORD:-rabbit-pass}"
# nova_ro and nova_api_ro read whole databases: the tests' own view of the truth.
TRUTH_DB_PASSWORD="${OPENSTACK_TRUTH_DB_PASSWORD:-truth-pass}"
# pcigraph reads the few columns that the gateway documents, and no other.
GATEWAY_DB_PASSWORD="${OPENSTACK_GATEWAY_DB_PASSWORD:-gateway-pass}"

# How often every nova-compute looks at its devices again, in seconds.
RESOURCE_INTERVAL="${OPENSTACK_RESOURCE_INTERVAL:-20}"

PY=/usr/bin/python3          # Debian's own, whatever python3 comes first in PATH
UWSGI=/usr/bin/uwsgi-core
MYSQL_SOCKET="$RUN/mysqld.sock"
INVENTORY="$ETC/inventory.json"

# Seconds since the outermost script began.
export OPENSTACK_BEGAN="${OPENSTACK_BEGAN:-$EPOCHSECONDS}"
say() { printf '[%4ss] %s\n' $((EPOCHSECONDS - OPENSTACK_BEGAN)) "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
# What policy.sh chose last.
policy_mode() { cat "$STATE/policy-mode" 2>/dev/null || echo usual; }
sql() { mariadb --no-defaults -S "$MYSQL_SOCKET" -u root "$@"; }

# The state's files are sourced by root and lie where everybody may write: only root's own are taken.
[ ! -e "$STATE" ] || [ "$(stat -Lc %u "$STATE")" = 0 ] || die "$STATE does not belong to root"

. "$HERE/ports.sh"
. "$HERE/processes.sh"
