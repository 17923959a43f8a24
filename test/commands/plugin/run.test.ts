import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { definitionText } from "../../plugins/definitions.ts";
import { newFolder, program } from "../program.ts";

function folder(): string {
  const cwd = newFolder();
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text);
  write("job.yaml", definitionText());
  write("host.yaml", definitionText({ driver: "DaemonSet" }).replace("inventory", "host"));
  write("later.yaml", definitionText({ config: "  order: 1\n" }).replace("inventory", "later"));
  write("broken.yaml", definitionText({ driver: "x" }));
  return cwd;
}

// all of this is refused before a cluster is asked
describe("plugin run refuses", () => {
  test.each([
    [[], "no plugin is named"],
    [["-p", "broken.yaml"], 'broken.yaml: sonobuoy-config.driver is "x"; expected Job or DaemonSet'],
    [["-p", "job.yaml", "-p", "job.yaml"], "there are two plugins with the name inventory"],
    [
      ["-p", "host.yaml"],
      "the plugins need the privileged Pod Security level: host: hostNetwork, hostPID, hostIPC",
    ],
    [["-p", "job.yaml", "-p", "later.yaml", "--detach"], "the plugins have different orders"],
    [["-p", "job.yaml", "-n", "kube-system"], "--namespace kube-system: "],
    [["-p", "job.yaml", "--timeout", "soon"], "--timeout soon: not a duration"],
    [
      ["-p", "job.yaml", "--plugin-env", "other.KEY=hunter2"],
      "--plugin-env other.KEY: does not begin with the name of a plugin",
    ],
    [
      ["-p", "job.yaml", "--plugin-env", "inventory.=hunter2"],
      "--plugin-env inventory.: is not PLUGIN.NAME=VALUE",
    ],
    [
      ["-p", "job.yaml", "--plugin-image", "other:v1"],
      "--plugin-image other:v1: does not begin with the name of a plugin",
    ],
    [["-p", "job.yaml", "--permissions", "all"], "Allowed choices are none, read, admin"],
  ])("%j", async (words, message) => {
    const { code, stdout, stderr } = await program(["plugin", "run", ...words], { cwd: folder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("hunter2");
  });
});
