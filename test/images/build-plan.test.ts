import { expect, test } from "bun:test";
import { planBuilds } from "../../src/images/build-plan.ts";
import { heldImages, isRequired, type SuiteImage } from "../../src/images/held.ts";

const image = (name: string, base: string, fields: Partial<SuiteImage> = {}): SuiteImage => ({
  name: `registry.k8s.io/e2e-test-images/${name}`,
  id: 1,
  registry: "promoterE2eRegistry",
  tests: ["a test"],
  platforms: ["linux/amd64", "windows/mips64le"],
  build: { folder: `test/images/${name.replace(/:.*/, "")}`, version: name.replace(/.*:/, ""), base },
  unavailable: undefined,
  ...fields,
});

test("what is published for the architecture is not built, and a base comes before what is built on it", () => {
  const images = [
    image("kitten:1.9", "registry.k8s.io/e2e-test-images/agnhost:2.66.1"),
    image("busybox:1", "busybox:1", { platforms: ["linux/mips64le"] }),
    image("agnhost:2.66.1", "alpine:3.21"),
  ];
  const plans = planBuilds(images, "mips64le");
  expect(plans.map((one) => one.image.replace(/.*\//, ""))).toEqual(["agnhost:2.66.1", "kitten:1.9"]);
  expect(plans[1]).toMatchObject({ published: "no", tests: ["a test"], notes: [] });
  expect(plans[1]?.commands).toEqual([
    "echo 'linux/mips64le=REGISTRY/agnhost:2.66.1-linux-mips64le' > test/images/kitten/BASEIMAGE",
    "echo 1.9 > test/images/kitten/VERSION",
    'make -C test/images all-build-and-push WHAT=kitten REGISTRY="$REGISTRY/e2e-test-images"',
  ]);
});

test("a note says where a folder builds another version, a base is not pulled, or the source is elsewhere", () => {
  const older = image("nautilus:1.8", "registry.k8s.io/e2e-test-images/agnhost:2.33", {
    build: {
      folder: "test/images/nautilus",
      version: "1.9.0",
      base: "registry.k8s.io/e2e-test-images/agnhost:2.33",
    },
  });
  const etcd = image("x", "", {
    name: "registry.k8s.io/etcd:3.7.0-0",
    platforms: undefined,
    build: undefined,
  });
  const [first, second] = planBuilds([older, etcd], "mips64le");
  expect(first?.notes).toEqual([
    "the folder builds 1.9.0, and the suite pulls 1.8: the commands give it that tag",
    "its base is not pulled by a run: build agnhost:2.33 too",
  ]);
  expect(second).toMatchObject({ published: "unknown", folder: undefined, commands: [] });
  expect(second?.notes[0]).toBe("built from github.com/etcd-io/etcd");
});

test.each(["v1.29", "v1.33", "v1.37"])("%s: it is known what each required image contains", async (minor) => {
  const images = (await heldImages(minor))?.images.filter(isRequired) ?? [];
  const plans = planBuilds(images, "mips64le");
  expect(plans).toHaveLength(images.length);
  expect(plans.filter(({ contains }) => contains === undefined).map((one) => one.image)).toEqual([]);
  expect(planBuilds(images, "amd64").map((one) => one.image.replace(/:.*/, ""))).toEqual([
    "registry.k8s.io/etcd",
  ]);
});
