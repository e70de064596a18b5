# syntax=docker/dockerfile:1
# The server in a small image: docker build -t entente .

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# Caches keep packages and compiled crates between builds; they are no part of the image, so the binary is copied out.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked && cp target/release/entente /usr/local/bin/entente

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 entente \
    && useradd --system --uid 10001 --gid entente --home-dir /var/lib/entente --shell /usr/sbin/nologin entente \
    && install --directory --owner=entente --group=entente --mode=0750 /var/lib/entente
COPY --from=build /usr/local/bin/entente /usr/local/bin/entente
COPY LICENSE NOTICE /usr/share/doc/entente/

USER 10001:10001
ENV ENTENTE_LISTEN=0.0.0.0:50051 ENTENTE_DATA_DIR=/var/lib/entente
VOLUME /var/lib/entente
EXPOSE 50051
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["entente", "health", "--server", "http://127.0.0.1:50051"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["entente"]
CMD ["serve"]
