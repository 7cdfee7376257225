"""Edge: mitmproxy. A flow becomes a Request, an Action is done to the flow. No policy here."""
