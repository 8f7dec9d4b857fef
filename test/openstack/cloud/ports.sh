# shellcheck shell=bash
# The ports of this OpenStack: the usual ones plus one offset, chosen when the state is made and kept with it, because
# Keystone's catalog and Nova's cell mapping store them. All stay below 32768, where Linux takes outgoing ports from.

USUAL_PORTS="KEYSTONE=5000 NOVA=8774 PLACEMENT=8778 GLANCE=9292 NETSTUB=9696 DB=3306 RABBIT=5672 EPMD=4369 RABBIT_DIST=5673"
FIRST_OFFSET="${OPENSTACK_PORT_OFFSET:-20000}"

tcp_open() { (exec 3<> "/dev/tcp/$IP/$1") 2>/dev/null; }

# load_ports: PORT_KEYSTONE and its siblings from the state; fails where no ports were chosen yet.
load_ports() {
  [ -s "$STATE/ports.env" ] || return 1
  . "$STATE/ports.env"
  KEYSTONE_URL="http://$IP:$PORT_KEYSTONE/v3"
  NOVA_URL="http://$IP:$PORT_NOVA/v2.1"
  PLACEMENT_URL="http://$IP:$PORT_PLACEMENT"
  GLANCE_URL="http://$IP:$PORT_GLANCE"
}

# choose_ports: the first of ten offsets under which every port is free.
choose_ports() {
  local offset pair taken
  for ((offset = FIRST_OFFSET; offset < FIRST_OFFSET + 1000; offset += 100)); do
    taken=
    for pair in $USUAL_PORTS; do
      if tcp_open $((${pair#*=} + offset)); then taken=$((${pair#*=} + offset)); break; fi
    done
    if [ -n "$taken" ]; then say "port $taken is taken: trying another offset"; continue; fi
    {
      echo "PORT_OFFSET=$offset"
      for pair in $USUAL_PORTS; do echo "PORT_${pair%=*}=$((${pair#*=} + offset))"; done
    } > "$STATE/ports.env.new"
    mv "$STATE/ports.env.new" "$STATE/ports.env"
    return 0
  done
  die "no free ports: tried the offsets $FIRST_OFFSET to $((FIRST_OFFSET + 900)); set OPENSTACK_PORT_OFFSET"
}

# require_free_ports: a port that somebody else holds is a failure now, not a puzzle later.
require_free_ports() {
  local pair name port
  for pair in mariadb:DB rabbitmq:RABBIT epmd:EPMD keystone:KEYSTONE glance:GLANCE placement:PLACEMENT netstub:NETSTUB nova-api:NOVA; do
    name="${pair%:*}" port="PORT_${pair#*:}"
    if ! alive "$name" && tcp_open "${!port}"; then
      die "port ${!port} ($name) is held by something else. This state was made with these ports: stop the other, or start anew with down.sh --wipe"
    fi
  done
}
