// Proxy auto-configuration: everything that leaves the company goes through the gate.
//
// Put it on an internal web server as application/x-ns-proxy-autoconfig, and name its address in
// the browser's or the system's settings. Change GATE and INSIDE. All of it is ES3, as some
// clients want it.

// No "; DIRECT" at the end: with it a gate that is down would let everything past.
var GATE = "PROXY gate.example.jp:8080";

// Names of the company's own domains; whatever ends with one is reached directly.
var INSIDE = [".example.jp", ".internal", ".local"];

// Networks (RFC 1918, RFC 3927, loopback) as address and mask.
var NETWORKS = [
  ["10.0.0.0", "255.0.0.0"],
  ["172.16.0.0", "255.240.0.0"],
  ["192.168.0.0", "255.255.0.0"],
  ["169.254.0.0", "255.255.0.0"],
  ["127.0.0.0", "255.0.0.0"]
];

function FindProxyForURL(url, host) {
  host = host.toLowerCase();
  // The gate answers for itself under this name.
  if (host === "sekisho.internal") return GATE;
  if (isPlainHostName(host)) return "DIRECT";
  for (var i = 0; i < INSIDE.length; i++) {
    if (dnsDomainIs(host, INSIDE[i])) return "DIRECT";
  }
  // Only addresses are compared: looking every name up would tell the resolver each visit.
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) {
    for (var j = 0; j < NETWORKS.length; j++) {
      if (isInNet(host, NETWORKS[j][0], NETWORKS[j][1])) return "DIRECT";
    }
  }
  return GATE;
}
