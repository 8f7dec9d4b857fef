"""nova_service.py conductor|scheduler|compute [options]

Does what /usr/bin/nova-conductor and its siblings do, without their packages:
nova-compute's brings libvirt and qemu. Nova loads a virt driver from its own
namespace only, so for compute pcifake.py becomes nova.virt.pcifake.
"""
import importlib
import importlib.util
import os
import sys

import nova.cmd  # noqa: F401  (monkey-patches the standard library: comes first)


def main():
    service = sys.argv.pop(1)
    sys.argv[0] = 'nova-' + service
    if service == 'compute':
        sys.dont_write_bytecode = True      # no __pycache__ beside this file
        here = os.path.dirname(os.path.abspath(__file__))
        spec = importlib.util.spec_from_file_location(
            'nova.virt.pcifake', os.path.join(here, 'pcifake.py'))
        module = importlib.util.module_from_spec(spec)
        sys.modules['nova.virt.pcifake'] = module
        spec.loader.exec_module(module)
    importlib.import_module('nova.cmd.' + service).main()


if __name__ == '__main__':
    main()
