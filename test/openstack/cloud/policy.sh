#!/usr/bin/env bash
# policy.sh strict|usual|show: how Keystone, Placement and Nova's API judge their callers, on the same state.
#
# usual   as this release does of itself: Nova 22 and 26 keep the rules of old beside the new ones and look at no scope;
#         since 2023.1 (Nova 27) what is strict here is the default
# strict  [oslo_policy] enforce_scope and enforce_new_defaults are true: a token on the system or on a domain may nothing in
#         Nova, and without the role reader nobody may read. From Nova 26 on
#
# It restarts these three, in some ten seconds, and nothing where that is how they run; tokens stay good. up.sh keeps what
# was chosen last; a new state begins with usual.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$HERE/nova.sh"
. "$HERE/apis.sh"
load_ports || die "no OpenStack in $STATE: run up.sh"

case "${1:-}" in
  show) policy_mode; exit ;;
  strict) [ "$(nova_major)" -ge 26 ] || die "Nova $(nova_major) has no new defaults that fit: its admins would have to be on the system" ;;
  usual) ;;
  *) die "policy.sh strict|usual|show" ;;
esac
[ "$(policy_mode)" != "$1" ] || exit 0

exec 9> "$STATE/up.lock"
flock -w 900 9 || die "up.sh holds $STATE/up.lock"
echo "$1" > "$STATE/policy-mode.new"
mv "$STATE/policy-mode.new" "$STATE/policy-mode"
bash "$HERE/write-config.sh" 9>&-
if alive nova-api; then
  stop nova-api & stop placement & stop keystone &
  wait
  start_keystone
  start_placement
  start_nova_api
  wait_for 60 "keystone" http_up "$PORT_KEYSTONE"
  wait_for 60 "placement" http_up "$PORT_PLACEMENT"
  wait_for 90 "nova-api" http_up "$PORT_NOVA"
fi
say "policy is $1"
