import { describe, expect, test } from "bun:test";
import { imageFault, isUnpublished, olderPatch, releaseOf } from "../../../src/run/plan/image.ts";
import { planRun } from "../../../src/run/plan/plan.ts";
import { environment, facts, request } from "./sample.ts";

describe("the image", () => {
  test.each([
    ["v1.35.4", "v1.35.4"],
    ["v1.35.4+k3s1", "v1.35.4"],
    ["v1.35.4-gke.1358000", "v1.35.4"],
    ["v1.36.0-rc.1", "v1.36.0"],
    ["unknown", undefined],
  ])("of a server %s is that of %s", (server, release) => {
    expect(releaseOf(server)).toBe(release as string);
  });

  test("steps down patch by patch, to .0 and no further", () => {
    expect(olderPatch("registry.k8s.io/conformance:v1.35.11")).toBe("registry.k8s.io/conformance:v1.35.10");
    expect(olderPatch("host:5000/conformance:v1.35.0")).toBeUndefined();
    expect(olderPatch("host:5000/conformance@sha256:abc")).toBeUndefined();
  });

  test("was never published only where the registry says so", () => {
    expect(
      isUnpublished(
        'failed to resolve reference "registry.k8s.io/conformance:v1.35.9": registry.k8s.io/conformance:v1.35.9: not found',
      ),
    ).toBe(true);
    expect(isUnpublished("dial tcp 10.0.0.1:443: i/o timeout")).toBe(false);
  });

  test("comes from the mirror, with all others of the suite", () => {
    const plan = planRun(request({ imageRepo: "mirror.example.com/k8s/" }), facts, "id");
    expect(plan.image).toBe("mirror.example.com/k8s/conformance:v1.35.4");
    expect(environment({ imageRepo: "mirror.example.com/k8s" }).KUBE_TEST_REPO).toBe(
      "mirror.example.com/k8s",
    );
  });

  test("is asked for where the server names no release", () => {
    expect(() => planRun(request(), { ...facts, server: "devel" }, "id")).toThrow(
      "names no Kubernetes release",
    );
  });
});

// as the kubelet judges them: github.com/distribution/reference, `ParseNormalizedNamed`
describe("what may be an image", () => {
  const hash = "0".repeat(64);
  test.each([
    "conformance",
    "acme/conformance",
    "registry.k8s.io/conformance:v1.37.2",
    "localhost/x",
    "localhost:5000/a__b/c--d",
    "REG.example.com:5000/x:V1.0_A",
    "[2001:db8::1]:5000/x",
    `registry.example.com/x@sha256:${hash}`,
    `registry.example.com/x:v1@sha256:${hash}`,
    "UPPER/x",
  ])("%s may", (image) => {
    expect(imageFault(image)).toBeUndefined();
  });

  test.each([
    ["https://registry.example.com/x", "has a scheme"],
    ["registry.example.com/Conformance", "has capital letters"],
    ["Conformance", "has capital letters"],
    ["registry.example.com/x:", "has a tag that cannot be one"],
    ["registry.example.com/x:v1:v2", "has a tag that cannot be one: v1:v2"],
    ["registry.example.com//x", "is not a valid image name"],
    ["registry.example.com/x/", "is not a valid image name"],
    ["registry.example.com/-x", "is not a valid image name"],
    ["registry.example.com/a___b", "is not a valid image name"],
    ["-reg.example.com/x", "has no host before its first slash: -reg.example.com"],
    ["reg:port/x", "has no host before its first slash: reg:port"],
    ["x y", "has a space in it"],
    ["", "is not a valid image name"],
    [":v1", "is not a valid image name"],
    [hash, "is the id of an image"],
    ["x@sha256:abc", "has a digest that cannot be one: sha256:abc"],
    [`x@md5:${hash}`, "has a digest that cannot be one"],
    [`x:${"t".repeat(129)}`, "has a tag that cannot be one"],
    [`registry.example.com/${"a".repeat(256)}`, "has a name of more than 255 characters"],
  ])("%s may not", (image, why) => {
    expect(imageFault(image)).toStartWith(why);
  });
});
