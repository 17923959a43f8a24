import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { openRequiredTests } from "../../../src/commands/tests/required-source.ts";
import { InputError, Interrupted } from "../../../src/errors.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { sampleList } from "../../suite/required/lists.ts";
import { newFolder } from "../program.ts";

const cwd = newFolder();
const clock = { env: {}, monotonic: realMonotonic, sleep: realSleep };
const io = { ...clock, cwd, signal: new AbortController().signal };
const refusal = async (given: string): Promise<string> => {
  const error = await openRequiredTests(given, "v1.35", io).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error instanceof Error ? error.message : "";
};

test("a file is read from the working directory", async () => {
  writeFileSync(path.join(cwd, "list.yaml"), sampleList);
  expect(await openRequiredTests("list.yaml", "v1.35", io)).toHaveLength(3);
  expect(await openRequiredTests(path.join(cwd, "list.yaml"), "v1.34", io)).toHaveLength(2);
});

describe("a file that is no list is refused by its name", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["error.yaml", "429: Too Many Requests", "is not a list of conformance tests"],
    ["empty.yaml", "", "it is empty"],
    ["packed.yaml", gzipSync(sampleList), "is not text"],
    ["large.yaml", "a".repeat(1024 * 1024 + 1), "is larger than 1 MiB"],
  ])("%s", async (name, content, words) => {
    writeFileSync(path.join(cwd, name), content);
    const message = await refusal(name);
    expect(message).toStartWith(`--required-tests ${name}: `);
    expect(message).toContain(words);
  });

  test("one that is not there, or a folder", async () => {
    mkdirSync(path.join(cwd, "folder"));
    expect(await refusal("nowhere.yaml")).toContain("no such file");
    expect(await refusal("folder")).toContain("directory");
  });
});

describe("a URL", () => {
  let server: Server;
  let origin: string;
  let arrived: () => void;
  const held = new Promise<void>((resolve) => {
    arrived = resolve;
  });

  beforeAll(async () => {
    server = createServer((request, response) => {
      switch (request.url?.replace(/\?.*/, "")) {
        case "/list.yaml":
          response.end(sampleList);
          break;
        case "/private.yaml":
          if (request.headers.authorization === `Basic ${btoa("me:p@ss")}`) response.end(sampleList);
          else response.writeHead(401).end();
          break;
        case "/endless.yaml": {
          const chunk = "- ".repeat(100_000);
          const more = () => {
            while (!response.destroyed && response.write(chunk));
          };
          response.on("drain", more);
          more();
          break;
        }
        case "/silent.yaml":
          response.write("- ");
          arrived();
          break;
        default:
          response.writeHead(429).end("429: Too Many Requests");
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test("is fetched", async () => {
    expect(await openRequiredTests(`${origin}/list.yaml`, "v1.35", io)).toHaveLength(3);
  });

  test("may name a user, whose password is not printed", async () => {
    const withUser = (user: string) => `${origin.replace("//", `//${user}@`)}/private.yaml?token=t0k`;
    expect(await openRequiredTests(withUser("me:p%40ss"), "v1.35", io)).toHaveLength(3);
    const message = await refusal(withUser("me:s3cr3t"));
    expect(message).toBe(`--required-tests ${origin}/private.yaml: the server answers 401`);
  });

  test("that answers an error, never ends, or nothing listens at", async () => {
    expect(await refusal(`${origin}/gone`)).toContain("the server answers 429");
    expect(await refusal(`${origin}/endless.yaml`)).toContain("is larger than 1 MiB");
    expect(await refusal("http://127.0.0.1:1/list.yaml")).toStartWith(
      "--required-tests http://127.0.0.1:1/list.yaml: ",
    );
    expect(await refusal("https://")).toContain("is not a URL");
    expect(await refusal("https://me:s3 cr@3t@/")).toBe("--required-tests https://…@/: is not a URL");
  });

  test("that falls silent ends with an interruption, as one", async () => {
    const interrupt = new AbortController();
    const opened = openRequiredTests(`${origin}/silent.yaml`, "v1.35", {
      ...clock,
      cwd,
      signal: interrupt.signal,
    });
    await held;
    interrupt.abort(new Interrupted("SIGINT"));
    await expect(opened).rejects.toBeInstanceOf(Interrupted);
  });
});
