import { expect, test } from "bun:test";
import { readGo } from "../../../../scripts/releases/images/go-text.ts";
import { ImageUses } from "../../../../scripts/releases/images/uses.ts";

const helpers = `package pods

import imageutils "k8s.io/kubernetes/test/utils/image"

func NewPod() string {
	return imageutils.GetE2EImage(imageutils.Agnhost)
}

func (c *client) Serve() string {
	return imageutils.GetE2EImage(imageutils.Nginx)
}
`;
const tests = `package node

import (
	imageutils "k8s.io/kubernetes/test/utils/image"
	"k8s.io/kubernetes/test/e2e/pods"
)

var _ = SIGDescribe("Pods", func() {
	image := imageutils.GetPauseImageName()
	framework.ConformanceIt("should run", f.WithSerial(), func() {
		pods.NewPod()
	})
	It("should " + "serve", func() {
		client.Serve()
	})
	It("should read a manifest", func() {
		create("busybox.yaml.in")
	})
})
`;
const uses = new ImageUses(
  [readGo("test/e2e/pods/pods.go", helpers), readGo("test/e2e/node/node.go", tests)],
  [{ path: "test/e2e/testing-manifests/busybox.yaml.in", text: "image: {{.BusyBoxImage}}\n# {{.OddImage}}" }],
  new Set(["Agnhost", "BusyBox", "Nginx", "Pause"]),
);
const of = (name: string) => uses.of("test/e2e/node/node.go", name);

test("what a test calls in other packages counts, with its container's, and not what other tests do", () => {
  expect(of("[sig-node] Pods should run [Serial] [Conformance]")).toEqual(["Agnhost", "Pause"]);
});

test("a manifest that it names counts with its images", () => {
  expect(of("[sig-node] Pods should read a manifest [Conformance]")).toEqual(["BusyBox", "Pause"]);
});

test("where the text of a test is computed, the whole file counts, and methods of that name", () => {
  expect(of("[sig-node] Pods should serve [Conformance]")).toEqual(["Agnhost", "BusyBox", "Nginx", "Pause"]);
});

test("a file that is not there has none", () => {
  expect(uses.of("test/e2e/gone.go", "x")).toEqual([]);
});
