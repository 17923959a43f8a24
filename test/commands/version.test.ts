import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { program } from "./program.ts";

// a C1 code that some terminals take for an escape, a C0 one, and one that turns the direction of text
const gitVersion = "v1.35.4\u009b31m\u001b[2J\u202e";
const server = createServer((_, response) => {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ major: "1", minor: "35", gitVersion, platform: "linux/amd64" }));
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

test.each([
  { format: [], escaped: "v1.35.4<U+009B>31m^[[2J<U+202E>" },
  { format: ["-o", "json"], escaped: "v1.35.4\\u009b31m\\u001b[2J\\u202e" },
  { format: ["-o", "yaml"], escaped: "v1.35.4<U+009B>31m\\e[2J<U+202E>" },
])("version $format shows what a server says without its control characters", async ({ format, escaped }) => {
  const { port } = server.address() as AddressInfo;
  const { code, stdout } = await program(["version", "--server", `http://127.0.0.1:${port}`, ...format]);
  expect(code).toBe(0);
  expect(stdout).toContain(escaped);
});
