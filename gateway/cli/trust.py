"""A system's name -> the commands with which it comes to trust the gate's CA. Pure.

`{cert}` stands for the certificate's file, `{name}` for the CA's name, `{sha1}` for its
thumbprint. Commands are for the machine that shall trust the gate, with the file copied there.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """How one system trusts a CA, and how it forgets it again."""

    title: str
    steps: str
    undo: str = ""


def instructions(system: str, *, cert: str, name: str, sha1: str) -> str:
    """The steps for one of SYSTEMS, ready to be copied into a terminal."""
    guide = SYSTEMS[system]
    quoted = f'"{cert}"' if system.startswith("windows") else shlex.quote(cert)
    words = {"cert": quoted, "name": name, "sha1": sha1}
    text = f"# {guide.title}\n{guide.steps.strip().format(**words)}\n"
    if guide.undo:
        text += f"\n# to take it back\n{guide.undo.strip().format(**words)}\n"
    return text


SYSTEMS = {
    "windows": Guide(
        "Windows, one machine (as administrator); Edge and Chrome use this store too",
        """
certutil -addstore -f Root {cert}
""",
        "certutil -delstore Root {sha1}",
    ),
    "windows-gpo": Guide(
        "Windows, the whole domain (Group Policy)",
        r"""
# Group Policy Management > a policy linked to the computers > Edit >
#   Computer Configuration > Policies > Windows Settings > Security Settings >
#   Public Key Policies > Trusted Root Certification Authorities > Import... > {cert}
# or for the whole forest, on a domain controller (as enterprise administrator):
certutil -dspublish -f {cert} RootCA
# on a client, without waiting for the next refresh:
gpupdate /force
""",
    ),
    "macos": Guide(
        "macOS, one machine; for many, roll out a configuration profile (see docs/deploy.md)",
        """
sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain {cert}
""",
        "sudo security delete-certificate -Z {sha1} /Library/Keychains/System.keychain",
    ),
    "debian": Guide(
        "Debian, Ubuntu (the file's name must end in .crt)",
        """
sudo install -m 0644 {cert} /usr/local/share/ca-certificates/sekisho.crt
sudo update-ca-certificates
""",
        """
sudo rm /usr/local/share/ca-certificates/sekisho.crt
sudo update-ca-certificates --fresh
""",
    ),
    "rhel": Guide(
        "RHEL, Fedora, Alma, Rocky, Amazon Linux",
        """
sudo install -m 0644 {cert} /etc/pki/ca-trust/source/anchors/sekisho.pem
sudo update-ca-trust
""",
        "sudo rm /etc/pki/ca-trust/source/anchors/sekisho.pem && sudo update-ca-trust",
    ),
    "alpine": Guide(
        "Alpine",
        """
apk add ca-certificates
install -m 0644 {cert} /usr/local/share/ca-certificates/sekisho.crt
update-ca-certificates
""",
    ),
    "firefox": Guide(
        "Firefox: it reads the system's store on Windows and macOS; elsewhere by policies.json",
        """
# Windows and macOS: {{"policies": {{"Certificates": {{"ImportEnterpriseRoots": true}}}}}}
# Linux: copy the certificate and name it in /etc/firefox/policies/policies.json
sudo install -D -m 0644 {cert} /usr/lib/mozilla/certificates/sekisho.pem
sudo install -d /etc/firefox/policies
echo '{{"policies": {{"Certificates": {{"Install": ["sekisho.pem"]}}}}}}' |
    sudo tee /etc/firefox/policies/policies.json
""",
    ),
    "chrome": Guide(
        "Chrome, Chromium, Edge: the system's store on Windows and macOS; on Linux a store a user",
        """
# Debian and Ubuntu: the package libnss3-tools
certutil -d "sql:$HOME/.pki/nssdb" -A -t "C,," -n "{name}" -i {cert}
""",
        'certutil -d "sql:$HOME/.pki/nssdb" -D -n "{name}"',
    ),
    "python": Guide(
        "Python: httpx, openai, anthropic, google-genai; requests; boto3; aiohttp",
        """
# These variables replace the known CAs, they do not add to them: name a file that holds both.
cat "$(python3 -m certifi)" {cert} > sekisho-bundle.pem
export SSL_CERT_FILE="$PWD/sekisho-bundle.pem"
export REQUESTS_CA_BUNDLE="$SSL_CERT_FILE"
export AWS_CA_BUNDLE="$SSL_CERT_FILE"
""",
    ),
    "node": Guide(
        "Node.js: Claude Code, Gemini CLI, every npm program",
        """
# Adds to the known CAs.
export NODE_EXTRA_CA_CERTS={cert}
# Node 24 and later: fetch takes HTTPS_PROXY. Older releases ignore it: see docs/deploy.md.
export NODE_USE_ENV_PROXY=1
""",
    ),
    "java": Guide(
        "Java: the store of one JDK",
        """
keytool -importcert -noprompt -cacerts -storepass changeit -alias sekisho -file {cert}
# and for the proxy:
java -Dhttps.proxyHost=HOST -Dhttps.proxyPort=8080 -jar PROGRAM.jar
""",
        "keytool -delete -cacerts -storepass changeit -alias sekisho",
    ),
    "go": Guide(
        "Go: the system's store; or these variables (Linux)",
        """
cat /etc/ssl/certs/ca-certificates.crt {cert} > sekisho-bundle.pem
export SSL_CERT_FILE="$PWD/sekisho-bundle.pem"
""",
    ),
    "rust": Guide(
        "Rust: Codex and others with rustls-native-certs read SSL_CERT_FILE; cargo its own",
        """
cat /etc/ssl/certs/ca-certificates.crt {cert} > sekisho-bundle.pem
export SSL_CERT_FILE="$PWD/sekisho-bundle.pem"
export CARGO_HTTP_CAINFO="$SSL_CERT_FILE"
""",
    ),
    "git": Guide(
        "git",
        """
cat /etc/ssl/certs/ca-certificates.crt {cert} > sekisho-bundle.pem
git config --global http.sslCAInfo "$PWD/sekisho-bundle.pem"
""",
        "git config --global --unset http.sslCAInfo",
    ),
    "curl": Guide(
        "curl, to try it out",
        """
curl --proxy http://127.0.0.1:8080 --cacert {cert} https://api.openai.com/v1/models
""",
    ),
    "docker": Guide(
        "Docker: an image that is built or run behind the gate",
        """
# In the Dockerfile (Debian; for other systems `sekisho ca trust --system rhel` and alpine):
COPY sekisho.crt /usr/local/share/ca-certificates/sekisho.crt
RUN update-ca-certificates
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \\
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \\
    NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/sekisho.crt
# and outside of it:
cp {cert} sekisho.crt
docker build --build-arg HTTPS_PROXY=http://HOST:8080 .
docker run -e HTTPS_PROXY=http://HOST:8080 IMAGE
""",
    ),
}
"""Each system by the name that `sekisho ca trust --system` takes."""
