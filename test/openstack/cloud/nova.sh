# shellcheck shell=bash
# Sourced where Nova itself is run: its release, its command line, its compute hosts.

# The installed Nova's major version: 22 (Debian 11), 26 (Debian 12), 31 (Debian 13).
nova_major() { dpkg-query -W -f='${Version}' python3-nova | sed 's/^[0-9]*://; s/\..*//'; }

nova_manage() { "$PY" /usr/bin/nova-manage --config-file "$ETC/nova/nova.conf" "$@"; }

# One line a host: its name, whether it reports PCI devices in Placement, its own configuration file (or -).
hosts() {
  "$PY" -c 'import json, sys
for name, host in json.load(open(sys.argv[1]))["hosts"].items():
    print(name, "no" if host.get("placement") is False else "yes", host.get("conf", "-"))' "$INVENTORY"
}

# start_compute HOST: its nova-compute, with the configuration that write-config.sh made.
start_compute() {
  start "nova-compute-$1" env PCI_FAKE_INVENTORY="$INVENTORY" "$PY" "$HERE/nova_service.py" compute \
    --config-file "$ETC/nova/nova.conf" --config-file "$ETC/nova/compute-$1.conf"
}

# pci_conf FILE MAJOR: a file of conf/ in the words of that Nova. Before Zed (26), device_spec is passthrough_whitelist
# and Placement knows no PCI: traits and resource_class would be taken for tags and end up in the pools.
pci_conf() {
  if [ "$2" -ge 26 ]; then cat "$1"; return; fi
  sed -E '/^report_in_placement/d; s/^device_spec/passthrough_whitelist/; s/, "(traits|resource_class)": "[^"]*"//' "$1"
}
