import { describe, expect, test } from "bun:test";
import { heldImages, isRequired, needsOf } from "../../src/images/held.ts";

// what `e2e.test --list-images` of this release prints; a later patch may need others
const printedBy = "v1.37.2";
const printed = [
  "gcr.io/k8s-authenticated-test/agnhost:2.6",
  "invalid.registry.k8s.io/invalid/alpine:3.1",
  "registry.k8s.io/build-image/distroless-iptables:v0.9.9",
  "registry.k8s.io/cloud-provider-gcp/gcp-compute-persistent-disk-csi-driver:v1.4.0",
  "registry.k8s.io/e2e-test-images/agnhost:2.55",
  "registry.k8s.io/e2e-test-images/agnhost:2.66.1",
  "registry.k8s.io/e2e-test-images/apparmor-loader:1.4",
  "registry.k8s.io/e2e-test-images/busybox:1.36.1-1",
  "registry.k8s.io/e2e-test-images/busybox:1.37.0-2",
  "registry.k8s.io/e2e-test-images/glibc-dns-testing:2.1.1",
  "registry.k8s.io/e2e-test-images/ipc-utils:1.4",
  "registry.k8s.io/e2e-test-images/kitten:1.8",
  "registry.k8s.io/e2e-test-images/nautilus:1.8",
  "registry.k8s.io/e2e-test-images/nginx:1.27.0-2",
  "registry.k8s.io/e2e-test-images/nginx:1.28.0-2",
  "registry.k8s.io/e2e-test-images/node-perf/npb-ep:1.6.0",
  "registry.k8s.io/e2e-test-images/node-perf/npb-is:1.7.0",
  "registry.k8s.io/e2e-test-images/node-perf/pytorch-wide-deep:1.0.0",
  "registry.k8s.io/e2e-test-images/nonewprivs:1.4",
  "registry.k8s.io/e2e-test-images/nonroot:1.5",
  "registry.k8s.io/e2e-test-images/perl:5.26",
  "registry.k8s.io/e2e-test-images/regression-issue-74839:1.5",
  "registry.k8s.io/e2e-test-images/resource-consumer:1.14",
  "registry.k8s.io/e2e-test-images/sample-apiserver:1.29.2",
  "registry.k8s.io/e2e-test-images/sample-device-plugin:1.7",
  "registry.k8s.io/e2e-test-images/volume/iscsi:2.7",
  "registry.k8s.io/e2e-test-images/volume/nfs:1.6.0",
  "registry.k8s.io/etcd:3.7.0-0",
  "registry.k8s.io/pause:3.10.2",
  "registry.k8s.io/sig-storage/csi-attacher:v4.12.0",
  "registry.k8s.io/sig-storage/csi-external-health-monitor-controller:v0.18.0",
  "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.17.0",
  "registry.k8s.io/sig-storage/csi-provisioner:v6.3.0",
  "registry.k8s.io/sig-storage/csi-resizer:v2.2.0",
  "registry.k8s.io/sig-storage/csi-snapshot-metadata:v1.0.0",
  "registry.k8s.io/sig-storage/csi-snapshotter:v8.6.0",
  "registry.k8s.io/sig-storage/hello-populator:v1.0.1",
  "registry.k8s.io/sig-storage/hostpathplugin:v1.17.1",
  "registry.k8s.io/sig-storage/livenessprobe:v2.19.0",
  "registry.k8s.io/sig-storage/nfs-provisioner:v4.0.8",
  "registry.k8s.io/sig-storage/volume-data-source-validator:v1.0.0",
];

describe("heldImages", () => {
  test("equals what the suite lists, with the conformance image first", async () => {
    const held = await heldImages("v1.37");
    const names = held?.images.map(({ name }) => name) ?? [];
    expect(names[0]).toBe(`registry.k8s.io/conformance:${held?.release}`);
    const without = (list: readonly string[]) => list.map((name) => name.replace(/:[^:]*$/, "")).sort();
    // patches replace versions, hardly ever images
    if (held?.release === printedBy) expect(names.slice(1).sort()).toEqual(printed);
    else expect(new Set(without(names.slice(1)))).toEqual(new Set(without(printed)));
  });

  test("a list of images for other tests than the release's is never used", () => {
    const all = { sets: ["", "Agnhost"], tests: "1 0" };
    expect(() => needsOf("v1.37", all)).toThrow("the images of v1.37 are for 2 tests, and its list has");
    const none = { ...all, tests: "" };
    expect(() => needsOf("v1.2", { ...none, tests: "7" })).toThrow("npm run update:releases");
  });

  test.each(["v1.29", "v1.30", "v1.31", "v1.32", "v1.33", "v1.34", "v1.35", "v1.36", "v1.37"])(
    "%s needs agnhost, and has images that nobody can copy",
    async (minor) => {
      const images = (await heldImages(minor))?.images ?? [];
      const required = images.filter(isRequired).map(({ name }) => name);
      expect(required.some((name) => name.startsWith("registry.k8s.io/e2e-test-images/agnhost:"))).toBe(true);
      expect(images.some(({ unavailable }) => unavailable !== undefined)).toBe(true);
      expect(images.filter(({ name }) => name.startsWith("undefined"))).toEqual([]);
    },
  );

  test("knows nothing of a minor that is not held", async () => {
    expect(await heldImages("v1.2")).toBeUndefined();
  });

  test("names the conformance image of another patch when told so", async () => {
    expect((await heldImages("v1.37", "v1.37.0"))?.images[0]?.name).toBe(
      "registry.k8s.io/conformance:v1.37.0",
    );
  });
});
