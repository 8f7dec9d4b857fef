#!/usr/bin/env bash
# openrc.sh admin|alice|bob|carol|dave|erin|auditor: prints the environment of the openstack client for one of the users.
# In a shell: . <(test/openstack/cloud/openrc.sh alice)
set -euo pipefail
. "$(dirname "$0")/settings.sh"
load_ports || die "no OpenStack in $STATE: run up.sh"
user=${1:-admin} scope="export OS_PROJECT_DOMAIN_NAME=Default OS_PROJECT_NAME"
case "$user" in
  admin) scope="unset OS_SYSTEM_SCOPE OS_DOMAIN_NAME; $scope=admin" ;;
  alice | carol | dave) scope="unset OS_SYSTEM_SCOPE OS_DOMAIN_NAME; $scope=project-a" ;;
  bob) scope="unset OS_SYSTEM_SCOPE OS_DOMAIN_NAME; $scope=project-b" ;;
  erin) scope="unset OS_PROJECT_NAME OS_PROJECT_DOMAIN_NAME OS_SYSTEM_SCOPE; export OS_DOMAIN_NAME=Default" ;;
  auditor) scope="unset OS_PROJECT_NAME OS_PROJECT_DOMAIN_NAME OS_DOMAIN_NAME; export OS_SYSTEM_SCOPE=all" ;;
  *) die "admin, alice, bob, carol, dave, erin or auditor?" ;;
esac
password="$user-pass"
[ "$user" != admin ] || password=$ADMIN_PASSWORD
cat <<RC
export OS_AUTH_URL=$KEYSTONE_URL OS_IDENTITY_API_VERSION=3 OS_REGION_NAME=$REGION
export OS_USERNAME=$user OS_PASSWORD=$password OS_USER_DOMAIN_NAME=Default
$scope
export OS_COMPUTE_API_VERSION=2.87
RC
