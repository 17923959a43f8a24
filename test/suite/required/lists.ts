/** Entries as Kubernetes writes them: folded names, a release without its v, several releases. */
export const sampleList = `- testname: Pods, lifecycle
  codename: '[sig-node] Pods should be submitted and removed [NodeConformance]
    [Conformance]'
  description: ' A Pod MUST be removed.'
  release: v1.9, v1.18
  file: test/e2e/common/node/pods.go
- testname: Probe, exec
  codename: '[sig-node] Probing container should *not* be restarted with a exec "cat
    /tmp/health" liveness probe [Conformance]'
  description: ""
  release: "1.25"
  file: test/e2e/common/node/container_probe.go
- testname: Resize
  codename: "[sig-node] Resize - cpu & mem <c1>  don't shrink [Conformance]"
  description: Twice blank.
  release: v1.35
  file: test/e2e/common/node/pod_resize.go
`;
