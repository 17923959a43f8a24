import { describe, expect, test } from "bun:test";
import { InputError } from "../../../src/errors.ts";
import { isOfSnapshot, readSnapshot } from "../../../src/results/read/sonobuoy.ts";

const results = "plugins/e2e/results/global";
const read = (files: Readonly<Record<string, string>>) =>
  readSnapshot(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])), "x.tar.gz");

test.each([
  ["serverversion.json", true],
  ["meta/info.json", true],
  ["resources/cluster/core_v1_nodes.json", true],
  [`${results}/e2e.log`, true],
  ["plugins/e2e/results/e2e.log", true],
  [`${results}/junit_01.xml`, true],
  [`${results}/junit_runner-2.xml`, true],
  [`${results}/e2e.log.1`, false],
  [`${results}/junit.xml`, false],
  [`${results}/deep/e2e.log`, false],
  [`x/${results}/e2e.log`, false],
  ["plugins/other/results/global/e2e.log", false],
  ["podlogs/serverversion.json", false],
])("%s is read: %p", (file, expected) => {
  expect(isOfSnapshot(file)).toBe(expected);
});

describe("readSnapshot", () => {
  test("takes log, junit files, versions and nodes", () => {
    const nodeInfo = {
      kubeletVersion: "v1.35.4",
      operatingSystem: "linux",
      architecture: "arm64",
      osImage: "Debian",
      kernelVersion: "6.1",
      containerRuntimeVersion: "containerd://2",
    };
    const nodes = { items: [{ metadata: { name: "n" }, status: { nodeInfo } }, {}, null] };
    const unknown = {
      name: "",
      kubelet: "",
      os: "",
      architecture: "",
      osImage: "",
      kernel: "",
      containerRuntime: "",
    };
    expect(
      read({
        "serverversion.json": '{"gitVersion":"v1.35.4+k3s1"}',
        "meta/info.json": '{"version":"v0.57.3"}',
        "resources/cluster/core_v1_nodes.json": JSON.stringify(nodes),
        [`${results}/e2e.log`]: "log",
        [`${results}/junit_01.xml`]: "",
        [`${results}/junit_02.xml`]: "",
      }),
    ).toEqual({
      log: `${results}/e2e.log`,
      junits: [`${results}/junit_01.xml`, `${results}/junit_02.xml`],
      server: "v1.35.4+k3s1",
      sonobuoy: "v0.57.3",
      nodes: [
        {
          name: "n",
          kubelet: "v1.35.4",
          os: "linux",
          architecture: "arm64",
          osImage: "Debian",
          kernel: "6.1",
          containerRuntime: "containerd://2",
        },
        unknown,
        unknown,
      ],
    });
  });

  test("an older one has fewer of them", () => {
    expect(read({})).toEqual({
      log: undefined,
      junits: [],
      server: undefined,
      sonobuoy: undefined,
      nodes: [],
    });
  });

  test.each([
    '"v1.35"',
    "[]",
    "null",
    '{"gitVersion":7}',
    '{"gitVersion":"1.35"}',
    '{"gitVersion":"my v1.35"}',
    '{"gitVersion":"v1.35 \\u001b[2J"}',
  ])("a version of %s is none", (text) => {
    expect(read({ "serverversion.json": text }).server).toBeUndefined();
  });

  test("nodes that are no list are none", () => {
    expect(read({ "resources/cluster/core_v1_nodes.json": '{"items":{"a":1}}' }).nodes).toEqual([]);
  });

  test.each(["serverversion.json", "meta/info.json", "resources/cluster/core_v1_nodes.json"])(
    "%s that is not JSON is an error with its place",
    (file) => {
      expect(() => read({ [file]: "{" })).toThrow(InputError);
      expect(() => read({ [file]: "{" })).toThrow(`x.tar.gz: ${file} is not JSON`);
    },
  );
});
