import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runtimes, withServers } from "../runtimes.ts";

const checked = withServers();
const folder = mkdtempSync(path.join(tmpdir(), "plugin-runtimes-"));

afterAll(() => rmSync(folder, { recursive: true }));

test.each(runtimes)(
  "$runtime shows the certificate that a plugin renewed, and waits for no plugin at its end",
  (runtime) => {
    const run = checked(runtime, path.join(import.meta.dir, "plugin.check.ts"), { more: [folder] });
    writeFileSync(path.join(folder, "over"), "");
    const renewed = (way: string) =>
      ["client", "renewed", "renewed", "client", "renewed", "renewed"].map((name) => `hello ${name}${way}`);
    expect(JSON.parse(run.stdout)).toEqual({
      direct: renewed(""),
      proxied: renewed(" through the proxy"),
      socks: renewed(" through SOCKS"),
      left: "Error: left",
    });
    expect({ status: run.status, signal: run.signal }).toEqual({ status: 0, signal: null });
    rmSync(path.join(folder, "over"));
  },
);
