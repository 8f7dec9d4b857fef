# shellcheck shell=bash
# Sourced where the services that answer over HTTP are started.

start_keystone() {
  start_wsgi keystone "$PORT_KEYSTONE" /usr/bin/keystone-wsgi-public 1 4 \
    OS_KEYSTONE_CONFIG_DIR="$ETC/keystone" OS_KEYSTONE_CONFIG_FILES=keystone.conf
}

start_placement() {
  start_wsgi placement "$PORT_PLACEMENT" /usr/bin/placement-api 2 1 OS_PLACEMENT_CONFIG_DIR="$ETC/placement"
}

start_nova_api() {
  start_wsgi nova-api "$PORT_NOVA" /usr/bin/nova-api-wsgi 2 1 OS_NOVA_CONFIG_DIR="$ETC/nova"
}

# start_wsgi NAME PORT FILE PROCESSES THREADS ENVIRONMENT...
start_wsgi() {
  local name=$1 port=$2 file=$3 processes=$4 threads=$5
  shift 5
  start "$name" env "$@" "$UWSGI" --plugin python3 --http-socket "$IP:$port" --wsgi-file "$file" \
    --master --processes "$processes" --threads "$threads" --enable-threads --lazy-apps --need-app --die-on-term \
    --add-header "Connection: close" --buffer-size 65535 --thunder-lock --worker-reload-mercy 5 \
    --procname-prefix-spaced "pcigraph-test-$name"
}
