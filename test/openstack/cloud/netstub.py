"""netstub.py PORT: a network service that holds nothing.

Nova asks the network service for a server's ports whenever it shows or deletes
the server, even one made with networks 'none', and answers 500 where there is
none to ask. This one knows no port, no network and no group. It is not in the
service catalogue.
"""
import json
import socketserver
import sys
from wsgiref import simple_server


def app(environ, start_response):
    path = environ['PATH_INFO'].rstrip('/')
    name = path.split('/')[-1]
    if name in ('', 'v2.0'):
        body = {'versions': [{'id': 'v2.0', 'status': 'CURRENT', 'links': []}]}
    elif '/quotas/' in path:
        body = {'quota': {'port': -1, 'network': -1}}
    else:
        body = {name.replace('-', '_'): []}
    data = json.dumps(body).encode()
    start_response('200 OK', [('Content-Type', 'application/json'),
                              ('Content-Length', str(len(data)))])
    return [data]


class Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True


class SilentHandler(simple_server.WSGIRequestHandler):
    def log_message(self, *args):
        pass


if __name__ == '__main__':
    simple_server.make_server('127.0.0.1', int(sys.argv[1]), app, Server,
                              SilentHandler).serve_forever()
