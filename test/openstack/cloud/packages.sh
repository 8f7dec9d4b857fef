#!/usr/bin/env bash
# packages.sh [clients]: installs the Debian packages that up.sh needs, or the commands nova and openstack alone; does
# nothing when they are there.
#
# No service is started by it: where the machine has no policy-rc.d, one that
# forbids starting stands in for the time of the installation. The *-api packages
# and nova-compute are left out on purpose: they bring init scripts, questions and
# libvirt. All code that runs here is in python3-nova and its siblings.
set -euo pipefail

codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
case "$codename" in
  bullseye) mariadb_suffix=-10.5 ;;   # Debian 11 names MariaDB's packages by version
  bookworm | trixie) mariadb_suffix= ;;
  *) echo "error: this is '$codename'; OpenStack is installed from the packages of Debian 11, 12 or 13" >&2; exit 1 ;;
esac

packages=(
  nova-common python3-nova
  python3-keystone
  placement-common python3-placement
  glance-common python3-glance
  python3-openstackclient python3-pymysql
  "mariadb-server-core$mariadb_suffix" "mariadb-client-core$mariadb_suffix"
  rabbitmq-server
  uwsgi-core uwsgi-plugin-python3
  curl util-linux
)
clients=(python3-openstackclient python3-novaclient)
[ "${1:-}" != clients ] || packages=("${clients[@]}")

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "packages: all present"
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true APT_LISTCHANGES_FRONTEND=none
echo "packages: installing ${missing[*]}"
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi

dpkg --configure -a > /dev/null       # what an interrupted run may have left
# The packages' own configuration is not used, so every question is answered with no.
debconf-set-selections <<'ANSWERS'
nova-common nova/configure_db boolean false
nova-common nova/configure_rabbit boolean false
nova-common nova/configure_ksat boolean false
nova-common nova/register-endpoint boolean false
placement-common placement/configure_db boolean false
placement-common placement/configure_ksat boolean false
glance-common glance/configure_db boolean false
glance-common glance/configure_ksat boolean false
glance-common glance/configure_rabbit boolean false
ANSWERS

apt-get -q -o DPkg::Lock::Timeout=600 update
# A throw-away OpenStack survives without dpkg's fsync of every file.
apt-get -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 \
  -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io install "${missing[@]}"
echo "packages: installed"
