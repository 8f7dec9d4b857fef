#!/usr/bin/env bash
# Names the processes of this OpenStack that run; fails (1) when none does.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
names=$(running)
[ -n "$names" ] || { echo "nothing runs"; exit 1; }
echo "$names"
