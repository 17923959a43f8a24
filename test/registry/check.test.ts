import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { heldImages, isRequired } from "../../src/images/held.ts";
import { onSandbox } from "../commands/on-sandbox.ts";
import { program } from "../commands/program.ts";
import { pushMade } from "./made-images.ts";
import { startGuarded } from "./token-service.ts";
import { crane, newFolder, type RunningRegistry, run, startRegistry } from "./tools.ts";

// the sandbox is a cluster of v1.35 with nodes of one architecture
const names = ((await heldImages("v1.35"))?.images ?? []).filter(isRequired).map(({ name }) => name);
const running: { stop(): Promise<void> }[] = [];
let registry: RunningRegistry;
const sandbox = onSandbox();

beforeAll(async () => {
  registry = await startRegistry();
  running.push(registry);
  for (const name of names) {
    const [repository = "", tag = ""] = name.slice(name.indexOf("/") + 1).split(":");
    // one without an index, as a person who builds an image makes it
    const platforms = repository.endsWith("nautilus") ? ["linux/amd64"] : ["linux/amd64", "linux/arm64"];
    await pushMade(registry.host, `k8s/${repository}`, tag, { platforms, layers: [1000] });
  }
});

afterAll(async () => {
  for (const one of running) await one.stop();
});

const check = (...words: string[]) =>
  program(["images", "check", "--plain-http", registry.host, ...words], { sleep: async () => undefined });
const offline = ["--release", "v1.35", "--arch", "amd64"];

describe("images check", () => {
  test("finds everything that the cluster's release and nodes need", async () => {
    const { code, stdout, stderr } = await sandbox.call([
      "images",
      "check",
      "--registry",
      `${registry.host}/k8s`,
      "--plain-http",
      registry.host,
    ]);
    expect(stderr).toBe(`${names.length} images for linux/amd64: all there\n`);
    expect(code).toBe(0);
    expect(stdout.split("\n")[1]).toMatch(
      new RegExp(`^ok +${registry.host}/k8s/conformance:v1.35.4 +<none>$`),
    );
  });

  test("by a list of registries, under the names that the suite pulls", async () => {
    const folder = newFolder();
    const { stdout: list } = await program([
      "images",
      "map",
      "--to",
      `${registry.host}/k8s`,
      "--release",
      "v1.35",
    ]);
    writeFileSync(path.join(folder, "repos.yaml"), list);
    const words = ["--test-repo-list", path.join(folder, "repos.yaml"), ...offline];
    const { code, stdout } = await check(
      ...words,
      "--conformance-image",
      `${registry.host}/k8s/conformance:v1.35.4`,
    );
    expect(`${code} ${stdout}`).toStartWith("0 ");
  });

  test("names what lacks an architecture, is not there at all, or is not whole", async () => {
    const arm = await check(
      "--registry",
      `${registry.host}/k8s`,
      "--release",
      "v1.35",
      "--arch",
      "amd64,arm64",
      "-o",
      "json",
    );
    expect(arm.code).toBe(3);
    const { items } = JSON.parse(arm.stdout);
    expect(items.filter(({ status }: { status: string }) => status !== "ok")).toEqual([
      {
        image: `${registry.host}/k8s/e2e-test-images/nautilus:1.7`,
        status: "incomplete",
        note: "not for linux/arm64, only for linux/amd64",
        platforms: ["linux/amd64"],
      },
    ]);
    const broken = await startRegistry();
    running.push(broken);
    for (const name of names.slice(1)) {
      const [repository = "", tag = ""] = name.slice(name.indexOf("/") + 1).split(":");
      await pushMade(broken.host, repository, tag, { platforms: ["linux/amd64"], layers: [1000] });
    }
    const [layer = ""] = JSON.parse(
      await crane("manifest", "--insecure", `${broken.host}/pause:3.10.1`),
    ).layers.map(({ digest }: { digest: string }) => digest);
    const links = path.join(broken.folder, "docker/registry/v2/repositories/pause/_layers/sha256");
    expect(readdirSync(links)).toContain(layer.slice("sha256:".length));
    rmSync(path.join(links, layer.slice("sha256:".length)), { recursive: true });
    const { code, stdout, stderr } = await program([
      "images",
      "check",
      "--registry",
      broken.host,
      "--plain-http",
      broken.host,
      ...offline,
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain("2 cannot be pulled");
    expect(stdout).toMatch(/missing +\S+\/conformance:v1\.35\.4 +cannot be read \(404 MANIFEST_UNKNOWN/);
    expect(stdout).toContain(`its blob ${layer} is missing`);
  });

  test("tells what the run's secret opens from what the nodes must open themselves", async () => {
    const guarded = await startGuarded({ pull: { password: "s3cret", mayPush: true } });
    running.push(guarded);
    const home = newFolder();
    mkdirSync(path.join(home, ".docker"));
    const auth = Buffer.from("pull:s3cret").toString("base64");
    const config = JSON.stringify({ auths: { [guarded.host]: { auth } } });
    writeFileSync(path.join(home, ".docker/config.json"), config);
    const plain = ["--plain-http", `${registry.host},${guarded.host}`];
    const copied = await program(
      [
        "images",
        "copy",
        "--release",
        "v1.35",
        "--from",
        `${registry.host}/k8s`,
        "--to",
        guarded.host,
        ...plain,
      ],
      { cwd: home },
    );
    expect(`${copied.code} ${copied.stderr}`).toStartWith("0 ");
    const data = Buffer.from(config).toString("base64");
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "pull", namespace: "default" },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": data },
    };
    const file = path.join(home, "secret.json");
    writeFileSync(file, JSON.stringify(secret));
    await run("kubectl", ["--kubeconfig", sandbox.kubeconfig, "create", "-f", file]);
    const words = ["images", "check", "--registry", guarded.host, ...plain];
    const { code, stdout, stderr } = await sandbox.call([...words, "--image-pull-secret", "default/pull"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +\S+\/conformance:v1\.35\.4/m);
    expect(stdout).toMatch(
      /^login +\S+\/pause:3\.10\.1 +needs a login: the suite's pods have no pull secret/m,
    );
    expect(stderr).toContain(`${names.length - 1} only with a login, which the nodes must have`);
    const none = await program([...words, ...offline]);
    expect(none.code).toBe(3);
    expect(none.stdout).toMatch(/^refused +\S+\/pause:3\.10\.1 +\S+ wants a login/m);
  });

  test.each([
    [[], "name one of --registry, --test-repo-list and --image-repo"],
    [["--registry", "a.example.com", "--image-repo", "b.example.com/k"], "name one of"],
    [["--registry", "https://a.example.com", ...offline], "has a scheme"],
    [["--test-repo-list", "https://a.example.com/repos.yaml", ...offline], "a URL is read by the suite"],
    [["--test-repo-list", "nix.yaml", ...offline], "no such file"],
    [["--registry", "a.example.com", "--release", "v1.99", "--arch", "amd64"], "v1.99 is newer"],
  ])("%j is refused", async (words, message) => {
    const { code, stderr } = await check(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
