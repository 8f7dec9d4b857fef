"""seed.py services|cloud: what this OpenStack holds. Safe to run again.

services: service users and the catalogue, before Nova and the others start.
cloud:    projects, users, an image, flavors, aggregates, servers.
"""
import os
import sys
import time

from keystoneauth1 import exceptions
from keystoneauth1.identity import v3
from keystoneauth1 import session as ks_session

AUTH = os.environ['KEYSTONE_URL']
NOVA = {'service_type': 'compute'}
MICROVERSION = '2.93'      # or the newest that this Nova serves: see cloud()

# name, vcpus, ram, disk, extra specs
FLAVORS = [
    ('cpu.small', 2, 4096, 20, {}),
    ('gpu.h100.1', 8, 65536, 100, {'pci_passthrough:alias': 'h100:1'}),
    ('gpu.h100.2', 16, 131072, 100, {'pci_passthrough:alias': 'h100:2'}),
    ('gpu.h100.8', 96, 786432, 500, {'pci_passthrough:alias': 'h100:8'}),
    ('gpu.a100.1', 8, 65536, 100, {'pci_passthrough:alias': 'a100:1'}),
    ('gpu.a100.2', 16, 131072, 100, {'pci_passthrough:alias': 'a100:2'}),
    ('gpu.any.1', 4, 16384, 50, {'pci_passthrough:alias': 'any-gpu:1'}),
    ('gpu.t4.nvme', 8, 32768, 50, {'pci_passthrough:alias': 't4:1,nvme:1'}),
    ('net.vf.2', 4, 16384, 20, {'pci_passthrough:alias': 'cx6-vf:2'}),
    ('acc.qat.4', 4, 16384, 20, {'pci_passthrough:alias': 'qat-vf:4'}),
    ('net.pf.1', 4, 16384, 20, {'pci_passthrough:alias': 'e810-pf:1'}),
    ('net.e810.1', 4, 16384, 20, {'pci_passthrough:alias': 'e810-vf:1'}),
]

# owner, name, flavor, status in the end
SERVERS = [
    # First, while a host still has all eight free.
    ('bob', 'llm-1', 'gpu.h100.8', 'ACTIVE'),
    ('alice', 'train-1', 'gpu.h100.2', 'ACTIVE'),
    ('alice', 'train-2', 'gpu.h100.2', 'ACTIVE'),
    ('alice', 'notebook-1', 'gpu.h100.1', 'SHUTOFF'),
    ('alice', 'web-1', 'cpu.small', 'ACTIVE'),
    ('alice', 'router-1', 'net.vf.2', 'ACTIVE'),
    ('bob', 'infer-1', 'gpu.a100.2', 'ACTIVE'),
    ('bob', 'infer-2', 'gpu.a100.1', 'VERIFY_RESIZE'),
    ('bob', 'render-1', 'gpu.t4.nvme', 'ACTIVE'),
    ('bob', 'router-2', 'net.vf.2', 'PAUSED'),
    ('bob', 'vpn-1', 'acc.qat.4', 'ACTIVE'),
    # A physical function makes its virtual functions unavailable, and one virtual
    # function taken makes its physical function so.
    ('alice', 'dpdk-1', 'net.pf.1', 'ACTIVE'),
    ('bob', 'edge-1', 'net.e810.1', 'ACTIVE'),
    # No host has eight H100 free any more: ends in ERROR, in cell0.
    ('bob', 'llm-2', 'gpu.h100.8', 'ERROR'),
]

PROJECTS = {'alice': 'project-a', 'bob': 'project-b'}


def session(user, password, project):
    return ks_session.Session(v3.Password(
        auth_url=AUTH, username=user, password=password, project_name=project,
        user_domain_id='default', project_domain_id='default'))


admin = session('admin', os.environ['ADMIN_PASSWORD'], 'admin')


def identity(method, path, **kw):
    return admin.request(AUTH + path, method, **kw).json()


def ensure(kind, plural, name, body=None, query='', **kw):
    """The named keystone thing, made if there is none."""
    found = identity('GET', '/%s?name=%s%s' % (plural, name, query))[plural]
    if found:
        return found[0]['id']
    data = dict({'name': name}, **(body or {}))
    return identity('POST', '/' + plural, json={kind: data})[kind]['id']


def grant(project, user, role):
    role_id = ensure('role', 'roles', role)
    admin.put(AUTH + '/projects/%s/users/%s/roles/%s' % (project, user, role_id))


def services():
    service_project = ensure('project', 'projects', 'service', {'domain_id': 'default'})
    for name in ('nova', 'placement', 'glance'):
        user = ensure('user', 'users', name, {
            'password': os.environ['SERVICE_PASSWORD'], 'domain_id': 'default',
            'default_project_id': service_project})
        grant(service_project, user, 'admin')
        grant(service_project, user, 'service')
    for name, kind, url in (('nova', 'compute', os.environ['NOVA_URL']),
                            ('placement', 'placement', os.environ['PLACEMENT_URL']),
                            ('glance', 'image', os.environ['GLANCE_URL'])):
        service = ensure('service', 'services', name, {'type': kind})
        have = {e['interface'] for e in identity(
            'GET', '/endpoints?service_id=' + service)['endpoints']}
        for interface in ('public', 'internal', 'admin'):
            if interface not in have:
                identity('POST', '/endpoints', json={'endpoint': {
                    'service_id': service, 'interface': interface, 'url': url,
                    'region_id': os.environ['REGION']}})


def compute(sess, method, path, **kw):
    headers = {'OpenStack-API-Version': 'compute ' + MICROVERSION}
    r = sess.request(path, method, endpoint_filter=NOVA, headers=headers, **kw)
    return r.json() if r.content else None


def wait_status(sess, server, wanted, limit=120):
    end = time.time() + limit
    while True:
        s = compute(sess, 'GET', '/servers/' + server)['server']
        if s['status'] == wanted and s['OS-EXT-STS:task_state'] is None:
            return s
        if s['status'] == 'ERROR':
            raise SystemExit('%s: %s' % (s['name'], s.get('fault')))
        if time.time() > end:
            raise SystemExit('%s is %s, not %s, after %d s' % (
                s['name'], s['status'], wanted, limit))
        time.sleep(0.5)


def cloud():
    global MICROVERSION
    newest = admin.get('/', endpoint_filter=NOVA).json()['version']['version']
    MICROVERSION = min(MICROVERSION, newest, key=lambda v: [int(n) for n in v.split('.')])
    users = {}
    for user, project in PROJECTS.items():
        project_id = ensure('project', 'projects', project, {'domain_id': 'default'})
        user_id = ensure('user', 'users', user, {
            'password': user + '-pass', 'domain_id': 'default',
            'default_project_id': project_id})
        grant(project_id, user_id, 'member')
        users[user] = session(user, user + '-pass', project)
    # A reader of project-a, and an auditor: reader on the whole system.
    carol = ensure('user', 'users', 'carol', {'password': 'carol-pass', 'domain_id': 'default'})
    grant(ensure('project', 'projects', 'project-a'), carol, 'reader')
    auditor = ensure('user', 'users', 'auditor', {'password': 'auditor-pass', 'domain_id': 'default'})
    admin.put(AUTH + '/system/users/%s/roles/%s' % (auditor, ensure('role', 'roles', 'reader')))

    glance = {'service_type': 'image'}
    images = admin.get('/v2/images?name=tiny', endpoint_filter=glance).json()['images']
    if images:
        image = images[0]
    else:
        image = admin.post('/v2/images', endpoint_filter=glance, json={
            'name': 'tiny', 'disk_format': 'raw', 'container_format': 'bare',
            'visibility': 'public'}).json()
    if image['status'] == 'queued':
        admin.put('/v2/images/%s/file' % image['id'], endpoint_filter=glance, data=b'\0' * 1024,
                  headers={'Content-Type': 'application/octet-stream'})

    have = {f['name']: f['id'] for f in compute(admin, 'GET', '/flavors/detail?is_public=None')['flavors']}
    for name, vcpus, ram, disk, specs in FLAVORS:
        if name not in have:
            have[name] = compute(admin, 'POST', '/flavors', json={'flavor': {
                'name': name, 'vcpus': vcpus, 'ram': ram, 'disk': disk}})['flavor']['id']
            if specs:
                compute(admin, 'POST', '/flavors/%s/os-extra_specs' % have[name],
                        json={'extra_specs': specs})

    aggregates = {a['name']: a for a in compute(admin, 'GET', '/os-aggregates')['aggregates']}
    hosts = {h['hypervisor_hostname'] for h in compute(admin, 'GET', '/os-hypervisors')['hypervisors']}
    for name, zone, prefix in (('h100-nodes', 'gpu', 'gpu-a'), ('a100-nodes', 'gpu', 'gpu-b')):
        if name not in aggregates:
            aggregates[name] = compute(admin, 'POST', '/os-aggregates', json={
                'aggregate': {'name': name, 'availability_zone': zone}})['aggregate']
        for host in sorted(h for h in hosts if h.startswith(prefix)):
            if host not in aggregates[name].get('hosts', []):
                compute(admin, 'POST', '/os-aggregates/%s/action' % aggregates[name]['id'],
                        json={'add_host': {'host': host}})

    for user, name, flavor, state in SERVERS:
        sess = users[user]
        found = compute(sess, 'GET', '/servers/detail?name=^%s$' % name)['servers']
        if found and found[0]['status'] == 'ERROR' and state != 'ERROR':
            compute(sess, 'DELETE', '/servers/' + found[0]['id'])   # a failed try
            found = []
        if found:
            server = found[0]
        else:
            server = compute(sess, 'POST', '/servers', json={'server': {
                'name': name, 'flavorRef': have[flavor], 'imageRef': image['id'],
                'networks': 'none', 'metadata': {'owner-team': user}}})['server']
            server = dict(server, status='BUILD')
        if state == 'ERROR':
            end = time.time() + 60
            while server['status'] != 'ERROR':
                if server['status'] == 'ACTIVE' or time.time() > end:
                    raise SystemExit('%s should have found no host' % name)
                time.sleep(0.5)
                server = compute(sess, 'GET', '/servers/' + server['id'])['server']
            continue
        if server['status'] == state:
            continue
        if server['status'] == 'BUILD':
            server = wait_status(sess, server['id'], 'ACTIVE')
        if server['status'] == 'ACTIVE' and state != 'ACTIVE':
            action = {'SHUTOFF': {'os-stop': None}, 'PAUSED': {'pause': None},
                      'VERIFY_RESIZE': {'resize': {'flavorRef': have['gpu.a100.2']}}}[state]
            compute(sess, 'POST', '/servers/%s/action' % server['id'], json=action)
            wait_status(sess, server['id'], state)
        print('  %-10s %-13s %s' % (name, state, PROJECTS[user]))

    # One host out of service, its guests running on.
    for service in compute(admin, 'GET', '/os-services?host=nic-e01&binary=nova-compute')['services']:
        if service['status'] != 'disabled':
            compute(admin, 'PUT', '/os-services/' + service['id'], json={
                'status': 'disabled', 'disabled_reason': 'power supply to be replaced'})


if __name__ == '__main__':
    try:
        {'services': services, 'cloud': cloud}[sys.argv[1]]()
    except exceptions.HttpError as e:
        sys.exit('%s %s: %s' % (e.method, e.url, e.response.text if e.response is not None else e))
