# The image of all of fivesec's commands. Nothing but Node, the compiled sources and their libraries reaches the last stage.
#
#   docker buildx build --platform linux/amd64,linux/arm64 --build-arg REVISION="$(git rev-parse HEAD)" \
#     --sbom=true --provenance=mode=max --tag fivesec:dev .

# No library has native parts, so one build, on the builder's own platform, serves every platform.
FROM --platform=$BUILDPLATFORM docker.io/library/node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No script of a dependency runs. The optional packages are the Node.js that develops and tests fivesec: the image has its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && mv node_modules libraries
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts/build.mjs scripts/sbom.mjs scripts/steps.mjs ./scripts/
COPY src ./src
RUN node scripts/build.mjs
# `fivesec` as one word, for kubectl exec. The last stage has no shell and no env(1), so the first line names the interpreter itself.
RUN printf '#!/nodejs/bin/node\nimport("/app/dist/main.js");\n' > fivesec && chmod 755 fivesec

FROM gcr.io/distroless/nodejs24-debian13:nonroot
ARG REVISION=""
ARG VERSION="0.1.0"
LABEL org.opencontainers.image.title="fivesec" \
      org.opencontainers.image.description="Finds the five-second DNS lookup in a Kubernetes cluster and names its cause." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="The fivesec authors" \
      org.opencontainers.image.authors="The fivesec authors" \
      org.opencontainers.image.url="https://github.com/fivesec/fivesec" \
      org.opencontainers.image.source="https://github.com/fivesec/fivesec" \
      org.opencontainers.image.documentation="https://github.com/fivesec/fivesec/blob/main/README.md" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/libraries ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/fivesec /usr/local/bin/fivesec
# One arena of malloc, which gives back what is free, and one thread of V8's pool (docs/decisions/007-a-small-heap.md).
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=65536 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    NODE_OPTIONS=--v8-pool-size=1 \
    PATH=/usr/local/bin:/usr/bin:/bin \
    FIVESEC_REVISION="${REVISION}"
# As a number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 9353
# The agent handles SIGTERM itself and starts no process: it needs no init.
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/main.js"]
CMD ["agent"]
