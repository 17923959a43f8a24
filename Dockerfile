# For those who have a builder; `npm run image` makes the same without one.
#   docker buildx build --platform linux/amd64,linux/arm64 -t registry.example.com/kubectl-conformance:v0.1.0 --push .
FROM --platform=$BUILDPLATFORM node:22-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
ARG TARGETARCH
# the baseline of x64 also runs without AVX2, which virtual machines often lack
RUN case "$TARGETARCH" in amd64) target=x64-baseline ;; *) target=$TARGETARCH ;; esac && \
    npm run build -- --target "bun-linux-$target" --outfile /kubectl-conformance

# glibc and CA certificates, no shell
FROM gcr.io/distroless/base-nossl-debian12:nonroot
COPY --from=build /kubectl-conformance /source/LICENSE /
ENV HOME=/ NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /
# in numbers, so that the kubelet can see that it is not root
USER 65532:65532
ENTRYPOINT ["/kubectl-conformance"]
