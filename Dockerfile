# The gate as an image: `docker build -t sekisho .`, then deploy/compose.yaml or
#
#   docker run --read-only --cap-drop ALL -p 8080:8080 -v sekisho-state:/var/lib/sekisho \
#       -v /path/to/policy:/etc/sekisho:ro sekisho

# ---- the wheel, and an environment that holds it and nothing that built it
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE allowlist.yaml ./
COPY gateway gateway
COPY classifiers classifiers
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN PIP_CONSTRAINT=constraints.txt pip wheel --no-deps --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/sekisho \
    && pip --python /opt/sekisho/bin/python install --constraint constraints.txt /wheels/*.whl \
    && /opt/sekisho/bin/python -m gateway.keep_yaml \
    && NUMBA_CPU_NAME=generic /opt/sekisho/bin/python -m gateway.fingerprints

# ---- what runs
FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Sekisho" \
      org.opencontainers.image.description="A gate between a company and the generative AIs it permits" \
      org.opencontainers.image.licenses="Apache-2.0"
# Pictures and scanned pages are read by OCR where it is there, 7z and its like by libarchive; else
# they are unread, and refused.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libarchive13 tesseract-ocr tesseract-ocr-jpn \
    && rm -rf /var/lib/apt/lists/*
# The state folder belongs to the user before it becomes a volume, and so does a new volume.
RUN groupadd --system --gid 10001 sekisho \
    && useradd --system --uid 10001 --gid sekisho --home-dir /var/lib/sekisho --no-create-home \
       --shell /usr/sbin/nologin sekisho \
    && install -d -m 0700 -o sekisho -g sekisho /var/lib/sekisho
COPY --from=build /opt/sekisho /opt/sekisho
COPY allowlist.yaml /etc/sekisho/allowlist.yaml
# The kernels are compiled for any processor of the architecture, not for the one that built it.
ENV PATH=/opt/sekisho/bin:$PATH \
    NUMBA_CPU_NAME=generic \
    SEKISHO_POLICY=/etc/sekisho/allowlist.yaml \
    SEKISHO_STATE=/var/lib/sekisho \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/sekisho
VOLUME /var/lib/sekisho
EXPOSE 8080
STOPSIGNAL SIGTERM
# Asks the gate through itself; an open port alone would prove nothing.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 \
    CMD ["sekisho", "doctor", "--only", "gate", "--gate", "127.0.0.1:8080"]
ENTRYPOINT ["sekisho"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
