#!/usr/bin/env bash
# Writes the configuration of every service to $ETC, for the ports that up.sh chose.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$HERE/nova.sh"
load_ports || die "no ports were chosen: run up.sh"
major=$(nova_major)

db_url() { echo "mysql+pymysql://$1:$DB_PASSWORD@$IP:$PORT_DB/$2?charset=utf8"; }

# How one service signs in to Keystone: the lines that several sections share.
credentials() {
  cat <<CONF
auth_url = $KEYSTONE_URL
auth_type = password
username = $1
password = $SERVICE_PASSWORD
user_domain_name = Default
CONF
  if [ "${2:-}" = system ]; then echo "system_scope = all"; return; fi
  echo "project_name = service"
  echo "project_domain_name = Default"
}
# How Nova signs in to Placement: Zed's lets nobody but the system's admins in once scopes are enforced, and takes them before as well.
placement_credentials() { if [ "$major" = 26 ]; then credentials placement system; else credentials placement; fi; }

# authtoken USER SERVICE_TYPE. Without the type, every token with access rules is refused.
authtoken() {
  cat <<CONF
[keystone_authtoken]
service_type = $2
www_authenticate_uri = $KEYSTONE_URL
service_token_roles = service
service_token_roles_required = true
$(credentials "$1")
CONF
}

# See policy.sh.
oslo_policy() {
  cat <<CONF
[oslo_policy]
policy_dirs = $ETC/policy.d
CONF
  [ "$(policy_mode)" != strict ] || printf '%s = true\n' enforce_scope enforce_new_defaults
}

cat > "$ETC/my.cnf" <<CONF
[mariadbd]
datadir = $STATE/mysql
tmpdir = $STATE/mysql
socket = $MYSQL_SOCKET
pid-file = $RUN/mariadbd.internal.pid
bind-address = $IP
port = $PORT_DB
user = root
skip-name-resolve
character-set-server = utf8mb4
max_connections = 500
innodb_buffer_pool_size = 256M
# A throw-away database: no fsync at every commit.
innodb_flush_log_at_trx_commit = 0
innodb_doublewrite = 0
sync_binlog = 0
performance_schema = off
# The default since MariaDB 11.6 makes some concurrent updates fail with error 1020, which this OpenStack does not
# retry. Older servers do not know the setting, hence "loose".
loose-innodb_snapshot_isolation = OFF
CONF

cat > "$ETC/rabbitmq.conf" <<CONF
listeners.tcp.default = $IP:$PORT_RABBIT
default_user = openstack
default_pass = $RABBIT_PASSWORD
loopback_users.openstack = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
log.file.level = warning
log.console = false
CONF

cat > "$ETC/keystone/keystone.conf" <<CONF
[DEFAULT]
use_stderr = true
[database]
connection = $(db_url keystone keystone)
[token]
provider = fernet
# Else a token that Keystone has cached stays good for whoever asks again, whatever became of its project and roles.
caching = false
expiration = 3600
[fernet_tokens]
key_repository = $LIB/keystone/fernet
[credential]
key_repository = $LIB/keystone/credential
[cache]
# One validation of a token is hundreds of SQL statements without a cache. It is this one process's memory, so
# Keystone runs as one process with several threads.
enabled = true
backend = dogpile.cache.memory
[identity]
# The cheapest bcrypt there is: every sign-in costs one hash.
password_hash_rounds = 4
$(oslo_policy)
CONF

cat > "$ETC/placement/placement.conf" <<CONF
[DEFAULT]
use_stderr = true
[api]
auth_strategy = keystone
[placement_database]
connection = $(db_url placement placement)
$(oslo_policy)
$(authtoken placement placement)
CONF

cp /usr/share/glance-common/glance-api-paste.ini "$ETC/glance/"
cat > "$ETC/glance/glance-api.conf" <<CONF
[DEFAULT]
use_stderr = true
enabled_import_methods = []
[database]
connection = $(db_url glance glance)
[glance_store]
stores = file
default_store = file
filesystem_store_datadir = $LIB/glance/images
[paste_deploy]
flavor = keystone
[oslo_policy]
policy_dirs = $ETC/policy.d
[oslo_concurrency]
lock_path = $LIB/glance
$(authtoken glance image)
CONF

cp /usr/share/nova-common/api-paste.ini "$ETC/nova/"
cat > "$ETC/nova/nova.conf" <<CONF
[DEFAULT]
use_stderr = true
my_ip = $IP
host = controller
transport_url = rabbit://openstack:$RABBIT_PASSWORD@$IP:$PORT_RABBIT/
state_path = $LIB/nova
instances_path = $LIB/nova/instances
compute_driver = pcifake.InventoryDriver
enabled_apis = osapi_compute
force_config_drive = false
# The fake hypervisor forgets its guests when it ends: take them back at the start, and never stop a guest
# because the hypervisor does not know it.
resume_guests_state_on_host_boot = true
sync_power_state_interval = -1
heal_instance_info_cache_interval = -1
update_resources_interval = $RESOURCE_INTERVAL
report_interval = 10
service_down_time = 60
graceful_shutdown_timeout = 5
running_deleted_instance_action = noop
shelved_offload_time = 0
[api]
auth_strategy = keystone
[api_database]
connection = $(db_url nova nova_api)
max_pool_size = 10
[database]
connection = $(db_url nova nova)
max_pool_size = 10
[conductor]
workers = 1
[scheduler]
workers = 1
discover_hosts_in_cells_interval = 60
[filter_scheduler]
available_filters = nova.scheduler.filters.all_filters
enabled_filters = ComputeFilter,ComputeCapabilitiesFilter,ImagePropertiesFilter,ServerGroupAntiAffinityFilter,ServerGroupAffinityFilter,NUMATopologyFilter,PciPassthroughFilter
[quota]
instances = 50
cores = -1
ram = -1
[vnc]
enabled = false
[glance]
api_servers = $GLANCE_URL
[neutron]
# netstub.py, an empty network service.
endpoint_override = http://$IP:$PORT_NETSTUB
$(credentials nova)
[placement]
region_name = $REGION
$(placement_credentials)
[service_user]
send_service_user_token = true
$(credentials nova)
[oslo_concurrency]
lock_path = $LIB/nova/lock
[oslo_messaging_rabbit]
heartbeat_in_pthread = false
$(oslo_policy)
$(authtoken nova compute)
CONF
pci_conf "$HERE/conf/pci.conf" "$major" >> "$ETC/nova/nova.conf"

while read -r host _ own; do
  mkdir -p "$LIB/nova/$host"
  printf '[DEFAULT]\nhost = %s\nstate_path = %s\n' "$host" "$LIB/nova/$host" > "$ETC/nova/compute-$host.conf"
  [ "$own" = - ] || pci_conf "$HERE/$own" "$major" >> "$ETC/nova/compute-$host.conf"
done < <(hosts)
