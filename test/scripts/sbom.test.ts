import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import locked from "../../package-lock.json" with { type: "json" };
import { compile } from "../../scripts/release/compile.ts";
import { type Lockfile, sbom } from "../../scripts/release/sbom.ts";

const commit = { name: "abc", time: new Date("2026-11-20T12:00:00Z") };
const lockfile = {
  packages: {
    "": {
      version: "1.2.3",
      dependencies: { yaml: "1", "@scope/client": "1" },
      devDependencies: { bun: "1" },
    },
    "node_modules/bun": { version: "1.4.5", dev: true, license: "MIT" },
    "node_modules/yaml": { version: "2.9.1", license: "ISC" },
    "node_modules/@types/node": { version: "22.0.0" },
    "node_modules/@scope/client": {
      version: "2.0.1",
      dependencies: { yaml: "1", "@types/node": "22", rfc: "1" },
    },
    "node_modules/@scope/client/node_modules/yaml": { version: "1.0.0" },
    "node_modules/rfc": { version: "1.5.0" },
  },
};
const modules = [
  "src/main.ts",
  "package.json",
  "node_modules/yaml/dist/index.js",
  "node_modules/yaml/dist/parse.js",
  "node_modules/@scope/client/index.js",
  "node_modules/@scope/client/node_modules/yaml/index.js",
];

test("an SBOM has the packages whose modules are bundled, and Bun, but none that are only installed", () => {
  const { packages, relationships } = sbom(lockfile, modules, commit);
  expect(packages.map(({ name, versionInfo }) => `${name} ${versionInfo}`)).toEqual([
    "kubectl-conformance 1.2.3",
    "@scope/client 2.0.1",
    "yaml 1.0.0",
    "bun 1.4.5",
    "yaml 2.9.1",
  ]);
  expect(relationships.map((one) => Object.values(one).join(" "))).toEqual([
    "SPDXRef-DOCUMENT DESCRIBES SPDXRef-kubectl-conformance",
    "SPDXRef-kubectl-conformance CONTAINS SPDXRef-bun",
    "SPDXRef-kubectl-conformance DEPENDS_ON SPDXRef-yaml",
    "SPDXRef-kubectl-conformance DEPENDS_ON SPDXRef--scope-client",
    "SPDXRef--scope-client DEPENDS_ON SPDXRef--scope-client-yaml",
  ]);
});

test("the packages of the page that was bundled before are in it too", () => {
  const { packages, relationships } = sbom(locked, ["src/report/page.json"], commit);
  expect(packages.map(({ name }) => name)).toContain("preact");
  expect(packages.map(({ name }) => name)).not.toContain("playwright-core");
  expect(relationships).toContainEqual({
    spdxElementId: "SPDXRef-kubectl-conformance",
    relationshipType: "CONTAINS",
    relatedSpdxElement: "SPDXRef-preact",
  });
});

test("the order in which modules were bundled changes nothing", () => {
  expect(sbom(lockfile, modules.toReversed(), commit)).toEqual(sbom(lockfile, modules, commit));
});

test("a module of a package that is not in the lockfile is reported", () => {
  expect(() => sbom(lockfile, ["node_modules/stray/index.js"], commit)).toThrow(
    "node_modules/stray is not in",
  );
});

test("whatever a bundled package depends on is listed, or known not to be in the binary", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "conformance-sbom-"));
  const bundled = await compile(path.join(folder, "program"), undefined);
  rmSync(folder, { recursive: true });
  const listed = sbom(locked, bundled, commit).packages.map(({ name }) => name);
  const { packages }: Lockfile = locked;
  const left = listed.flatMap((name) =>
    Object.keys(packages[`node_modules/${name}`]?.dependencies ?? {}).filter((one) => !listed.includes(one)),
  );
  expect([...new Set(left)].sort()).toEqual([
    "@types/js-yaml",
    "@types/node",
    "@types/stream-buffers",
    "argparse", // of js-yaml's own command
    "bare-fs", // of Bare, another runtime
    "events-universal", // hands on the runtime's own events
    "form-data", // nothing imports it
    "isomorphic-ws", // hands on ws
    "jose", // of openid-client's encrypted answers, which nothing here asks for
    "node-fetch", // Bun gives its own
    "undici", // Bun's own
    "ws",
  ]);
});
