import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { parse, stringify } from "yaml";
import { serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import { newFolder, program } from "../program.ts";

test("logs -f ends with the refusal where the suite's pod may not be watched", async () => {
  // slow enough not to end meanwhile
  const sandbox = await serveSandbox({ speed: 40 });
  const begun = await program(["run", "--detach", "-n", "one", "--kubeconfig", sandbox.kubeconfig]);
  expect(begun.code).toBe(0);
  // the pod is looked for once before it is watched
  let looks = 0;
  const isWatch = (url: string) => url.includes("/pods?fieldSelector") && ++looks > 1;
  const refusing = await refuseBefore(sandbox.kubeconfig, isWatch);
  const { code, stderr } = await program(["logs", "one", "-f", "--kubeconfig", refusing.kubeconfig]);
  expect(stderr).toBe("error: Error from server (Forbidden): not here\n");
  expect(code).toBe(3);
  refusing.close();
  await sandbox.close();
});

test("logs -f --tail prints the last lines so far and continues from there, as kubectl does; --tail -1 prints all", async () => {
  const sandbox = await serveSandbox({ speed: 200 });
  const on = ["--kubeconfig", sandbox.kubeconfig];
  expect((await program(["run", "--detach", "-n", "one", ...on])).code).toBe(0);
  expect((await program(["wait", "one", "--for", "started", ...on])).code).toBe(0);
  const followed = await program(["logs", "one", "-f", "--tail", "1", ...on]);
  const whole = await program(["logs", "one", "--tail=-1", ...on]);
  expect([followed.code, whole.code]).toEqual([0, 0]);
  expect(whole.stdout.endsWith(followed.stdout)).toBe(true);
  const count = (text: string) => text.split("\n").length;
  expect(count(followed.stdout)).toBeGreaterThan(100);
  expect(count(followed.stdout)).toBeLessThan(count(whole.stdout));
  await sandbox.close();
});

/** A kubeconfig of a server that passes requests on to that of the given one, and forbids some. */
async function refuseBefore(kubeconfig: string, refuses: (url: string) => boolean) {
  const config = parse(readFileSync(kubeconfig, "utf8"));
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const pem = (base64: string) => Buffer.from(base64, "base64");
  const tls = {
    ca: pem(cluster["certificate-authority-data"]),
    cert: pem(user["client-certificate-data"]),
    key: pem(user["client-key-data"]),
  };
  const server = createServer((asked, answer) => {
    if (refuses(asked.url ?? "")) {
      answer.writeHead(403, { "content-type": "application/json" });
      answer.end(JSON.stringify({ kind: "Status", status: "Failure", message: "not here", code: 403 }));
      return;
    }
    const on = request(`${cluster.server}${asked.url}`, {
      ...tls,
      method: asked.method ?? "GET",
      headers: asked.headers,
    });
    on.on("response", (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    answer.on("close", () => on.destroy());
    asked.pipe(on);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const file = path.join(newFolder(), "kubeconfig");
  const clusters = [{ ...config.clusters[0], cluster: { server: `http://127.0.0.1:${port}` } }];
  writeFileSync(file, stringify({ ...config, clusters, users: [{ ...config.users[0], user: {} }] }));
  return {
    kubeconfig: file,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
