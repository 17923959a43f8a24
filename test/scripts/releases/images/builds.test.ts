import { expect, test } from "bun:test";
import { readBuilds } from "../../../../scripts/releases/images/builds.ts";

const files = new Map([
  [
    "test/images/agnhost/BASEIMAGE",
    "linux/amd64=alpine:3.21\nlinux/arm64=arm64v8/alpine:3.21\nwindows/amd64/1809=REGISTRY/busybox:1-windows-amd64-1809\nwindows/amd64/ltsc2025=REGISTRY/busybox:1-windows-amd64-ltsc2025",
  ],
  ["test/images/agnhost/VERSION", "2.66.1\n"],
  ["test/images/volume/nfs/BASEIMAGE", "linux/amd64=REGISTRY/agnhost:2.66.1-linux-amd64\n"],
  [
    "build/pause/Makefile",
    "TAG ?= 3.10.2\nALL_OS = linux windows\nALL_ARCH.linux = amd64 arm64\nALL_ARCH.windows = amd64\n",
  ],
  ["hack/lib/golang.sh", "readonly KUBE_SUPPORTED_SERVER_PLATFORMS=(\n  linux/amd64\n  linux/s390x\n)\n"],
  ["test/conformance/image/Makefile", "BASE_IMAGE_VERSION?=bookworm-v1.0.6\n"],
]);

test("folders with a BASEIMAGE, pause and the conformance image, with their platforms", () => {
  expect(readBuilds("v1.37.2", files)).toEqual([
    {
      name: "agnhost",
      folder: "test/images/agnhost",
      version: "2.66.1",
      base: "alpine:3.21",
      platforms: ["linux/amd64", "linux/arm64", "windows/amd64"],
    },
    {
      name: "conformance",
      folder: "test/conformance/image",
      version: "v1.37.2",
      base: "registry.k8s.io/build-image/debian-base:bookworm-v1.0.6",
      platforms: ["linux/amd64", "linux/s390x"],
    },
    {
      name: "pause",
      folder: "build/pause",
      version: "3.10.2",
      base: "scratch",
      platforms: ["linux/amd64", "linux/arm64", "windows/amd64"],
    },
    {
      name: "volume/nfs",
      folder: "test/images/volume/nfs",
      version: "",
      base: "registry.k8s.io/e2e-test-images/agnhost:2.66.1",
      platforms: ["linux/amd64"],
    },
  ]);
});
