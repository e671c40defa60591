"""One product as a WSGI application, for servers that are given the name of a module; and for those that are not.

``python -m applink_benchmarks.servers.application SERVER`` serves it until it is ended. What it serves is told by the
environment: APPLINKS_TOPOLOGY, APPLINKS_PRODUCT, APPLINKS_BASE_URL, APPLINKS_STORAGE.
"""

import os
import sys
import threading
from urllib.parse import urlsplit

from applink_simulator.storage.choose import storage_of
from applink_simulator.topology.assembly import assembled
from applink_simulator.topology.reading import Reading
from applink_simulator.transport.http import HttpTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import Application

THREADS = 12


def application() -> Application:
    installed = Reading(os.environ["APPLINKS_TOPOLOGY"], os.environ["APPLINKS_PRODUCT"]).result()
    states = storage_of(os.environ["APPLINKS_STORAGE"], "")
    product = assembled(installed.character, os.environ["APPLINKS_BASE_URL"], HttpTransport(), states)
    return create_app(product)


def serve(server: str) -> None:
    address = urlsplit(os.environ["APPLINKS_BASE_URL"])
    host, port = address.hostname or "", address.port or 0
    app = application()
    match server:
        case "ours":
            from applink_simulator.serving.listening import listening_at
            from applink_simulator.serving.server import Server

            Server(app, listening_at(host, port, "a benchmark"))
            threading.Event().wait()
        case "waitress":
            import waitress

            waitress.serve(app, host=host, port=port, threads=THREADS, _quiet=True)
        case "cheroot":
            from cheroot.wsgi import Server as Cheroot

            Cheroot((host, port), app, numthreads=THREADS, request_queue_size=256).start()
        case "werkzeug":
            from werkzeug.serving import WSGIRequestHandler, make_server

            WSGIRequestHandler.protocol_version = "HTTP/1.1"
            WSGIRequestHandler.log_request = lambda *_: None  # type: ignore[method-assign]
            make_server(host, port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1])
