import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { definitionText } from "../../plugins/definitions.ts";
import { newFolder, program } from "../program.ts";

const folder = (files: Record<string, string>) => {
  const cwd = newFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  }
  return cwd;
};

describe("plugin check", () => {
  test("shows what a definition needs and what is dropped in silence", async () => {
    const cwd = folder({
      "a.yaml": definitionText({ driver: "DaemonSet", config: "  result-type: junit\n" }),
    });
    const { code, stdout } = await program(["plugin", "check", "a.yaml"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "a.yaml: inventory, one pod on each eligible node (DaemonSet), results in the format raw\n",
    );
    expect(stdout).toMatch(/Pod Security +privileged\n/);
    expect(stdout).toContain("a.yaml:4  sonobuoy-config.result-type is not a key that Sonobuoy knows");
  });

  test("reads all definitions of a folder, and fails if one of them cannot run", async () => {
    const cwd = folder({
      "p/a.yaml": definitionText(),
      "p/b.yml": definitionText({ driver: "x" }),
      "p/c.txt": "x",
      "p/d/e.yaml": "x",
    });
    const { code, stdout } = await program(["plugin", "check", "p", "-o", "json"], { cwd });
    expect(code).toBe(2);
    const { items } = JSON.parse(stdout);
    expect(items.map(({ origin }: { origin: string }) => origin)).toEqual(["p/a.yaml", "p/b.yml"]);
    expect(items[0].plugin.name).toBe("inventory");
    expect(items[1].findings[0]).toMatchObject({ level: "error", place: "sonobuoy-config.driver", line: 2 });
  });

  test("--print shows the pods, as YAML that kubectl reads", async () => {
    const cwd = folder({ "a.yaml": definitionText(), "b.yaml": definitionText({ driver: "DaemonSet" }) });
    const { stdout } = await program(["plugin", "check", "a.yaml@renamed", "b.yaml", "--print"], { cwd });
    const pods = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(pods.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ["Pod", "renamed"],
      ["Pod", "inventory-NODE"],
    ]);
  });

  test("prints nothing of a definition that could move the cursor", async () => {
    const cwd = folder({ "a.yaml": definitionText({ config: '  "\\e[2Jx": y\n' }) });
    const { stdout } = await program(["plugin", "check", "a.yaml"], { cwd });
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("^[[2Jx");
  });

  test.each([
    [["missing.yaml"], "missing.yaml: no such file or directory"],
    [["empty"], "empty: the folder has no *.yaml"],
    [["a.yaml@Not_A_Name"], 'the name after @ "Not_A_Name" is not a name'],
    [["https://127.0.0.1:1/a.yaml"], "https://127.0.0.1:1/a.yaml: "],
  ])("%j is refused", async (words, message) => {
    const cwd = folder({ "empty/x.txt": "", "a.yaml": definitionText() });
    const { code, stderr } = await program(["plugin", "check", ...words], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe("plugin gen", () => {
  test("prints a definition that check has nothing to say about", async () => {
    const cwd = folder({ "run.sh": "date > $RESULTS_DIR/date\n" });
    const words = ["--name", "inventory", "--image", "busybox", "--format", "junit", "--driver", "DaemonSet"];
    const more = [
      "--cmd",
      "sh",
      "--cmd",
      "$(SONOBUOY_CONFIG_DIR)/run.sh",
      "--env",
      "A=b=c",
      "--configmap",
      "run.sh",
    ];
    const { code, stdout } = await program(["plugin", "gen", ...words, ...more], { cwd });
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      "sonobuoy-config": { driver: "DaemonSet", "plugin-name": "inventory", "result-format": "junit" },
      spec: {
        name: "plugin",
        command: ["sh", "$(SONOBUOY_CONFIG_DIR)/run.sh"],
        env: [{ name: "A", value: "b=c" }],
      },
      "config-map": { "run.sh": "date > $RESULTS_DIR/date\n" },
    });
    writeFileSync(path.join(cwd, "new.yaml"), stdout);
    const checked = await program(["plugin", "check", "new.yaml", "-o", "json"], { cwd });
    expect(JSON.parse(checked.stdout).items[0].findings).toEqual([]);
  });

  test.each([
    [["--name", "A", "--image", "b"], '"A" is not a name'],
    [["--name", "a"], "required option '--image <image>'"],
    [["--name", "a", "--image", "b", "--env", "x"], "--env x: is not NAME=VALUE"],
    [["--name", "a", "--image", "b", "--configmap", "none"], "--configmap none: no such file"],
  ])("%j is refused", async (words, message) => {
    const { code, stdout, stderr } = await program(["plugin", "gen", ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
