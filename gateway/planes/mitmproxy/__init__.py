"""Edge: mitmproxy. A flow becomes a Request, an Action is done to the flow. No policy here."""

from gateway.planes.mitmproxy import deferred_imports

deferred_imports.put_off()  # before anything here imports mitmproxy
