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

# name, availability zone, what the names of its hosts begin with
AGGREGATES = [
    ('h100-nodes', 'gpu', 'gpu-a'),
    ('a100-nodes', 'gpu', 'gpu-b'),
]

# Of alice. Nobody else's can be made for her: Keystone lets users make their own alone.
APPLICATION_CREDENTIALS = {
    'alice-script': {'secret': 'alice-secret'},
    # Servers and nothing else. Keystone itself lets every token be asked after, whatever its rules.
    'alice-servers-only': {'secret': 'alice-servers-only-secret', 'access_rules': [
        {'service': 'compute', 'method': 'GET', 'path': '/v2.1/servers'},
        {'service': 'compute', 'method': 'GET', 'path': '/v2.1/servers/*'},
    ]},
}

PROJECTS = {'alice': 'project-a', 'bob': 'project-b'}


def session(user, password, project):
    return ks_session.Session(v3.Password(
        auth_url=AUTH, username=user, password=password, project_name=project,
        user_domain_id='default', project_domain_id='default'))


admin = session('admin', os.environ['ADMIN_PASSWORD'], 'admin')


# ---------------------------------------------------------------- Keystone

def identity(method, path, **kw):
    return admin.request(AUTH + path, method, **kw).json()


def ensure(kind, name, **values):
    """The id of the named user, project, role or service, made if there is none."""
    found = identity('GET', '/%ss?name=%s' % (kind, name))[kind + 's']
    if found:
        return found[0]['id']
    return identity('POST', '/%ss' % kind, json={kind: dict(values, name=name)})[kind]['id']


def ensure_project(name):
    return ensure('project', name, domain_id='default')


def ensure_user(name, password, **values):
    return ensure('user', name, domain_id='default', password=password, **values)


def grant(where, user, role):
    """A role on 'projects/ID' or on the 'system'."""
    admin.put('%s/%s/users/%s/roles/%s' % (AUTH, where, user, ensure('role', role)))


def services():
    project = ensure_project('service')
    for name in ('nova', 'placement', 'glance'):
        user = ensure_user(name, os.environ['SERVICE_PASSWORD'], default_project_id=project)
        grant('projects/' + project, user, 'admin')
        grant('projects/' + project, user, 'service')
        if name == 'placement':
            grant('system', user, 'admin')
    for name, kind, url in (('nova', 'compute', os.environ['NOVA_URL']),
                            ('placement', 'placement', os.environ['PLACEMENT_URL']),
                            ('glance', 'image', os.environ['GLANCE_URL'])):
        service = ensure('service', name, type=kind)
        endpoints = identity('GET', '/endpoints?service_id=' + service)['endpoints']
        have = {endpoint['interface'] for endpoint in endpoints}
        for interface in {'public', 'internal', 'admin'} - have:
            identity('POST', '/endpoints', json={'endpoint': {
                'service_id': service, 'interface': interface, 'url': url,
                'region_id': os.environ['REGION']}})


def users():
    """Sessions of the two who own servers. 'observer' is a role that no service knows."""
    sessions = {}
    for name, project in PROJECTS.items():
        project_id = ensure_project(project)
        user = ensure_user(name, name + '-pass', default_project_id=project_id)
        grant('projects/' + project_id, user, 'member')
        sessions[name] = session(name, name + '-pass', project)
    grant('projects/' + ensure_project('project-a'), ensure_user('carol', 'carol-pass'), 'reader')
    grant('projects/' + ensure_project('project-a'), ensure_user('dave', 'dave-pass'), 'observer')
    grant('domains/default', ensure_user('erin', 'erin-pass'), 'admin')
    grant('system', ensure_user('auditor', 'auditor-pass'), 'reader')
    for name, values in APPLICATION_CREDENTIALS.items():
        ensure_application_credential(sessions['alice'], name, values)
    return sessions


def ensure_application_credential(sess, name, values):
    path = '%s/users/%s/application_credentials' % (AUTH, sess.get_user_id())
    found = sess.get('%s?name=%s' % (path, name)).json()['application_credentials']
    if not found:
        sess.post(path, json={'application_credential': dict(values, name=name)})


# ---------------------------------------------------------------- Glance and Nova

def ensure_image():
    glance = {'service_type': 'image'}
    found = admin.get('/v2/images?name=tiny', endpoint_filter=glance).json()['images']
    image = found[0] if found else admin.post('/v2/images', endpoint_filter=glance, json={
        'name': 'tiny', 'disk_format': 'raw', 'container_format': 'bare',
        'visibility': 'public'}).json()
    if image['status'] == 'queued':
        admin.put('/v2/images/%s/file' % image['id'], endpoint_filter=glance, data=b'\0' * 1024,
                  headers={'Content-Type': 'application/octet-stream'})
    return image['id']


def compute(sess, method, path, **kw):
    headers = {'OpenStack-API-Version': 'compute ' + MICROVERSION}
    answer = sess.request(path, method, endpoint_filter=NOVA, headers=headers, **kw)
    return answer.json() if answer.content else None


def ensure_flavors():
    """Ids by name."""
    have = {f['name']: f['id'] for f in compute(admin, 'GET', '/flavors/detail?is_public=None')['flavors']}
    for name, vcpus, ram, disk, specs in FLAVORS:
        if name in have:
            continue
        have[name] = compute(admin, 'POST', '/flavors', json={'flavor': {
            'name': name, 'vcpus': vcpus, 'ram': ram, 'disk': disk}})['flavor']['id']
        if specs:
            compute(admin, 'POST', '/flavors/%s/os-extra_specs' % have[name], json={'extra_specs': specs})
    return have


def ensure_aggregates():
    have = {a['name']: a for a in compute(admin, 'GET', '/os-aggregates')['aggregates']}
    hosts = {h['hypervisor_hostname'] for h in compute(admin, 'GET', '/os-hypervisors')['hypervisors']}
    for name, zone, prefix in AGGREGATES:
        aggregate = have.get(name) or compute(admin, 'POST', '/os-aggregates', json={
            'aggregate': {'name': name, 'availability_zone': zone}})['aggregate']
        for host in sorted(h for h in hosts if h.startswith(prefix)):
            if host not in aggregate.get('hosts', []):
                compute(admin, 'POST', '/os-aggregates/%s/action' % aggregate['id'],
                        json={'add_host': {'host': host}})


def ensure_server(sess, owner, name, flavor, image, wanted, actions):
    found = compute(sess, 'GET', '/servers/detail?name=^%s$' % name)['servers']
    if found and found[0]['status'] == 'ERROR' and wanted != 'ERROR':
        compute(sess, 'DELETE', '/servers/' + found[0]['id'])       # a try that failed
        found = []
    server = found[0] if found else dict(status='BUILD', **compute(sess, 'POST', '/servers', json={'server': {
        'name': name, 'flavorRef': flavor, 'imageRef': image, 'networks': 'none',
        'metadata': {'owner-team': owner}}})['server'])
    if server['status'] == 'BUILD':
        server = wait_status(sess, server['id'], 'ERROR' if wanted == 'ERROR' else 'ACTIVE')
    if server['status'] != wanted:
        compute(sess, 'POST', '/servers/%s/action' % server['id'], json=actions[wanted])
        wait_status(sess, server['id'], wanted)
    print('  %-10s %s' % (name, wanted))


def wait_status(sess, server, wanted, limit=120):
    end = time.time() + limit
    while True:
        found = compute(sess, 'GET', '/servers/' + server)['server']
        if found['status'] == wanted and found['OS-EXT-STS:task_state'] is None:
            return found
        if found['status'] == 'ERROR':
            raise SystemExit('%s: %s' % (found['name'], found.get('fault')))
        if time.time() > end:
            raise SystemExit('%s is %s, not %s, after %d s' % (found['name'], found['status'], wanted, limit))
        time.sleep(0.5)


def take_out_of_service(host, reason):
    for service in compute(admin, 'GET', '/os-services?binary=nova-compute&host=' + host)['services']:
        if service['status'] != 'disabled':
            compute(admin, 'PUT', '/os-services/' + service['id'], json={
                'status': 'disabled', 'disabled_reason': reason})


def cloud():
    global MICROVERSION
    newest = admin.get('/', endpoint_filter=NOVA).json()['version']['version']
    MICROVERSION = min(MICROVERSION, newest, key=lambda v: [int(n) for n in v.split('.')])
    sessions = users()
    image = ensure_image()
    flavors = ensure_flavors()
    ensure_aggregates()
    actions = {
        'SHUTOFF': {'os-stop': None},
        'PAUSED': {'pause': None},
        'VERIFY_RESIZE': {'resize': {'flavorRef': flavors['gpu.a100.2']}},
    }
    for owner, name, flavor, status in SERVERS:
        ensure_server(sessions[owner], owner, name, flavors[flavor], image, status, actions)
    take_out_of_service('nic-e01', 'power supply to be replaced')


if __name__ == '__main__':
    try:
        {'services': services, 'cloud': cloud}[sys.argv[1]]()
    except exceptions.HttpError as e:
        sys.exit('%s %s: %s' % (e.method, e.url, e.response.text if e.response is not None else e))
