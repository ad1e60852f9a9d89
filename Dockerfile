# newswatch in a container: `docker compose up --detach` (see compose.yaml), or
#   docker build --tag newswatch . && docker run --read-only --volume newswatch:/data newswatch
FROM python:3.11-slim AS built
WORKDIR /source
COPY requirements.txt ./
RUN python -m venv /opt/newswatch \
 && /opt/newswatch/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY crawler crawler
COPY spiders spiders
COPY storage storage
RUN /opt/newswatch/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=built /opt/newswatch /opt/newswatch
RUN useradd --system --uid 10001 --no-create-home --home-dir /data newswatch \
 && install --directory --owner newswatch --group newswatch /data
ENV PATH=/opt/newswatch/bin:$PATH NEWSWATCH_CONFIG=/data/newswatch.toml PYTHONDONTWRITEBYTECODE=1
USER newswatch
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/healthz', timeout=8)"]
ENTRYPOINT ["newswatch"]
CMD ["run"]
