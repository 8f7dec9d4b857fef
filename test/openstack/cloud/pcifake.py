"""Nova's fake virt driver, with the PCI devices that inventory.json names.

Nova has a fake driver with PCI devices of its own, but its vendor ids are longer
than pci_devices.vendor_id, which MariaDB refuses, and every host has the same
six. This one reports other numbers, and takes its guests back after a restart;
all else is Nova's.

Nova asks the driver for devices once, when nova-compute starts: a changed
inventory shows after host.sh restart HOST.
"""
import json
import os

from oslo_serialization import jsonutils

import nova.conf
from nova.compute import power_state
from nova.virt import fake

CONF = nova.conf.CONF
NETWORK_FEATURES = ['rx', 'tx', 'sg', 'tso', 'gso', 'gro', 'rxvlan', 'txvlan']


def read_host(name):
    with open(os.environ['PCI_FAKE_INVENTORY']) as f:
        return json.load(f)['hosts'].get(name)


def devices_of(host):
    """What Nova's PCI tracker reads: one dict for each function."""
    devices = []
    for spec in host['pci']:
        for address in spec['addresses']:
            devices.append(function(spec, address, spec['product'], spec['type'], None))
            domain_and_bus = address.rsplit(':', 1)[0]
            for n in range(1, spec.get('vfs', 0) + 1):
                vf_address = '%s:%02x.%x' % (domain_and_bus, n // 8, n % 8)
                vf = function(spec, vf_address, spec['vf_product'], 'type-VF', address)
                if 'ifname' in spec:
                    vf['parent_ifname'] = spec['ifname']
                    vf['capabilities'] = {'network': NETWORK_FEATURES}
                devices.append(vf)
    return devices


def function(spec, address, product, dev_type, parent):
    return {
        'address': address, 'parent_addr': parent,
        'vendor_id': spec['vendor'], 'product_id': product,
        'dev_id': 'pci_' + address.replace(':', '_').replace('.', '_'),
        'label': 'label_%s_%s' % (spec['vendor'], product),
        'dev_type': dev_type, 'numa_node': spec['numa'],
        'status': 'available',
    }


# Since 2023.1 a compute node keeps the uuid that nova-compute wrote to its state
# folder, while FakeDriver makes up a new one at every start. The subclass does as
# real drivers do; older releases have neither the subclass nor the need.
Base = getattr(fake, 'FakeDriverWithoutFakeNodes', fake.FakeDriver)


class InventoryDriver(Base):

    def __init__(self, virtapi, read_only=False):
        host = read_host(CONF.host)
        self.vcpus = host['vcpus']
        self.memory_mb = host['memory_mb']
        self.local_gb = host['local_gb']
        super().__init__(virtapi, read_only)

    def get_available_resource(self, nodename):
        status = super().get_available_resource(nodename)
        host = read_host(CONF.host) or {'pci': []}
        status['pci_passthrough_devices'] = jsonutils.dumps(devices_of(host))
        return status

    # The fake driver's guests end with its process. What follows takes them back
    # after a restart, as a hypervisor does whose nova-compute alone was restarted.
    def _adopt(self, instance, state):
        if instance.uuid not in self.instances:
            self.instances[instance.uuid] = fake.FakeInstance(
                instance.name, state, instance.uuid)

    # The rest of the arguments differs by release.
    def resume_state_on_host_boot(self, context, instance, *args, **kwargs):
        self._adopt(instance, power_state.RUNNING)

    def power_on(self, context, instance, *args, **kwargs):
        self._adopt(instance, power_state.SHUTDOWN)
        super().power_on(context, instance, *args, **kwargs)

    def power_off(self, instance, timeout=0, retry_interval=0):
        self._adopt(instance, power_state.RUNNING)
        super().power_off(instance, timeout, retry_interval)
