#!/usr/bin/env bash
# Projects, users, image, flavors, aggregates and servers; safe to run again.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
load_ports || die "nothing to seed: run up.sh"
ADMIN_PASSWORD="$ADMIN_PASSWORD" KEYSTONE_URL="$KEYSTONE_URL" "$PY" "$HERE/seed.py" cloud
total=$(sql -N nova -e "SELECT COUNT(*) FROM pci_devices WHERE deleted=0")
allocated=$(sql -N nova -e "SELECT COUNT(*) FROM pci_devices WHERE deleted=0 AND status='allocated'")
say "seeded: $total devices, $allocated allocated"
