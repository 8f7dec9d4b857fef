#!/usr/bin/env bash
# release.sh bullseye|trixie ACTION: the same OpenStack from Debian 11 (Nova 22, Victoria) or Debian 13 (Nova 31, 2025.1),
# in a chroot made by debootstrap. It shares the machine's loopback, so its ports are its own.
#
#   up [--no-seed]     makes the chroot where there is none, then up.sh in it
#   seed, host, part, policy  seed.sh, host.sh, part.sh, policy.sh in it
#   env, status        as env.sh, status.sh
#   openrc USER        as openrc.sh
#   shell [COMMAND...] a shell (or COMMAND) in the chroot
#   down [--wipe]      as down.sh, and unmounts
#   remove             down, then removes the chroot with everything in it
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$here/release.sh" >&2; exit 2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

suite=${1:-} action=${2:-}
case "$suite" in
  bullseye) first_offset=21000 ;;
  trixie) first_offset=22000 ;;
  *) usage ;;
esac
[ -n "$action" ] || usage
shift 2

base=$(realpath -m "${OPENSTACK_RELEASE_BASE:-/var/tmp/pcigraph-openstack-$suite}")
root="$base/chroot"
inside_scripts=/opt/pcigraph-openstack
inside_state=/var/tmp/pcigraph-openstack
export OPENSTACK_BEGAN="${OPENSTACK_BEGAN:-$EPOCHSECONDS}"

# Bash reads a script as it goes: one function, and one line that calls it, keep what runs from changing under it.
main() {
  case "$action" in
    up)
      require_root
      make_chroot
      enter
      inside bash "$inside_scripts/up.sh" "$@"
      inside apt-get clean ;;
    seed | host | part | policy) require_root; enter; inside bash "$inside_scripts/$action.sh" "$@" ;;
    env | status | openrc) outside "$action.sh" "$@" ;;
    shell) require_root; enter; [ $# -gt 0 ] || set -- bash -l; inside "$@" ;;
    down) require_root; leave "$@" ;;
    remove) require_root; leave; remove ;;
    *) usage ;;
  esac
}

require_root() { [ "$(id -u)" = 0 ] || die "run as root: chroot, mount and debootstrap ask for it"; }

# Processes and files of the chroot are seen from outside as well; only what runs its programs has to be inside.
outside() { local script=$1; shift; OPENSTACK_RELEASE="$suite" OPENSTACK_STATE="$root$inside_state" bash "$here/$script" "$@"; }

# env -i: nothing of this machine's Python, locale or OpenStack settings, but the settings of these scripts.
inside() {
  local own
  mapfile -t own < <(env | grep -E '^OPENSTACK_([A-Z_]+_PASSWORD|RESOURCE_INTERVAL|BEGAN)=')
  chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 TERM="${TERM:-dumb}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    OPENSTACK_STATE="$inside_state" OPENSTACK_PORT_OFFSET="${OPENSTACK_PORT_OFFSET:-$first_offset}" "${own[@]}" "$@"
}

make_chroot() {
  [ ! -e "$base/.chroot-made" ] || return 0
  local began=$SECONDS archive
  if ! command -v debootstrap > /dev/null || ! command -v curl > /dev/null || [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    { apt-get -q update && apt-get install -y -q --no-install-recommends debootstrap curl debian-archive-keyring; } > /dev/null
  fi
  archive=$(archive_of_suite) || true
  [ -n "$archive" ] || die "no apt source of this machine has the suite $suite"
  echo "debootstrap: $suite into $root"
  ! is_mounted "$root/proc" || umount "$root/proc"
  rm -rf --one-file-system -- "$root"        # what a try that was cut short left
  mkdir -p "$base"
  debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$suite" "$root" "$archive" \
    > "$base/debootstrap.log" 2>&1 || { tail -n 5 "$base/debootstrap.log" >&2; die "debootstrap failed: see $base/debootstrap.log"; }
  echo "deb $archive $suite main" > "$root/etc/apt/sources.list"
  # This machine's way to the archive (a proxy, a certificate), and nothing that only a person would read.
  { apt-config dump | grep -E '^Acquire::(Check-|http|https|Retries|ForceIPv)' || true
    echo 'Acquire::Languages "none";'; } > "$root/etc/apt/apt.conf.d/90host"
  printf '%s\n' 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' 'path-exclude=/usr/share/locale/*' \
    > "$root/etc/dpkg/dpkg.cfg.d/90no-doc"
  touch "$base/.chroot-made"
  echo "debootstrap: $((SECONDS - began)) s"
}

# The first apt source of this machine that has the suite.
archive_of_suite() {
  local uri
  { cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\).*/\1/p'
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
      sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]\+\)\{0,1\}\([^[:space:]]*\).*/\2/p'
  } | while read -r uri; do
    case "$uri" in *security*) continue ;; esac
    if curl -fsS -o /dev/null -m 60 "${uri%/}/dists/$suite/InRelease" 2>/dev/null; then echo "${uri%/}"; break; fi
  done
}

is_mounted() { awk -v path="$1" '$5 == path { found = 1 } END { exit !found }' /proc/self/mountinfo; }

# /proc is the one mount: the scripts know their processes by it.
enter() {
  [ -e "$base/.chroot-made" ] || die "no chroot: run release.sh $suite up"
  is_mounted "$root/proc" || mount -t proc proc "$root/proc"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  mkdir -p "$root$inside_scripts/conf"
  # New files instead of the old ones written over: a script may be running in there.
  cp -p --remove-destination "$here"/*.sh "$here"/*.py "$here"/*.json "$root$inside_scripts/"
  cp -p --remove-destination "$here"/conf/* "$root$inside_scripts/conf/"
}

leave() {
  local left=
  [ ! -d "$root$inside_state" ] || outside down.sh "$@"
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/root" 2>/dev/null)" != "$root" ] || left+=" ${process#/proc/}"
  done
  [ -z "$left" ] || die "still running in $root, and not started by up.sh:$left"
  ! is_mounted "$root/proc" || umount "$root/proc" || die "$root/proc is busy"
}

remove() {
  [ -d "$base" ] || { echo "nothing to remove"; return; }
  case "$base" in / | /var | /var/tmp | /tmp | /home | /root | "${HOME:-/root}") die "will not remove $base" ;; esac
  [ -e "$base/.chroot-made" ] || [ -e "$base/debootstrap.log" ] || die "$base does not look like a chroot of release.sh"
  ! grep -qF " $base/" /proc/self/mountinfo || die "something is still mounted under $base"
  rm -rf --one-file-system -- "$base"
  echo "removed $base"
}

main "$@"; exit
