import { describe, expect, test } from "bun:test";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ExecError, ExecRefused } from "../../src/kube/exec.ts";
import { copyVerified, type PodFiles, podDigests } from "../../src/run/pod-files.ts";
import { execServer, type Ran } from "./exec-server.ts";

const text = "Running Suite: Kubernetes e2e suite\n".repeat(1000);
const digest = createHash("sha256").update(text).digest("hex");
const other = createHash("sha256").update("other").digest("hex");

/** The files of a pod whose programs end like this; time passes only while it is slept. */
async function bed(run: (words: readonly string[]) => Ran, execWorks = true) {
  const server = await execServer(run);
  let at = 0;
  const leave = new AbortController();
  const pod: PodFiles = {
    cluster: { connection: server.connection },
    namespace: "conformance",
    execWorks,
    signal: leave.signal,
    io: {
      monotonic: () => at,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        at += ms;
      },
    },
  };
  const folder = mkdtempSync(path.join(tmpdir(), "pod-files-"));
  return {
    pod,
    server,
    leave,
    folder,
    target: path.join(folder, "e2e.log"),
    waited: () => at,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const packed = (content: string): Ran => ({ stdout: gzipSync(content) });

describe("the digests of the pod's files", () => {
  test("are those that sha256sum prints, of the files that are there", async () => {
    await using given = await bed(([program]) =>
      program === "ls" ? { stdout: "done\ne2e.log\n" } : { stdout: `${digest}  /tmp/results/e2e.log\n` },
    );
    const digests = await podDigests(given.pod, ["e2e.log", "junit_01.xml"]);
    expect([...digests]).toEqual([["e2e.log", digest]]);
    expect(given.server.programs[1]).toEqual(["sha256sum", "/tmp/results/e2e.log"]);
  });

  test.each([
    ["", "nothing"],
    ["sha256sum: busy\n", "words"],
    [`${digest.slice(1)}  /tmp/results/e2e.log\n`, "a digest that is too short"],
    [`${digest}  /tmp/results/junit_01.xml\n`, "another file's"],
  ])("are an error where the pod prints %j: %s", async (stdout) => {
    await using given = await bed(([program]) => (program === "ls" ? { stdout: "e2e.log\n" } : { stdout }));
    const failing = podDigests(given.pod, ["e2e.log"]);
    await expect(failing).rejects.toThrow("the run's pod does not report the sha256 of e2e.log");
  });
});

describe("a copy", () => {
  test("is taken where its sha256 is the pod's, byte for byte", async () => {
    await using given = await bed(() => packed(text));
    expect(await copyVerified(given.pod, "e2e.log", digest, given.target)).toBe(text.length);
    expect(readFileSync(given.target, "utf8")).toBe(text);
    expect(readdirSync(given.folder)).toEqual(["e2e.log"]);
  });

  test("that differs is made again", async () => {
    let tries = 0;
    await using given = await bed(() => packed(tries++ < 2 ? "other" : text));
    expect(await copyVerified(given.pod, "e2e.log", digest, given.target)).toBe(text.length);
    expect(tries).toBe(3);
  });

  test("continues at the next byte after a cut", async () => {
    const random = randomBytes(1_000_000);
    const sha256 = createHash("sha256").update(random).digest("hex");
    await using given = await bed(([program, , , , offset = "1"]) => {
      const whole = gzipSync(random.subarray(Number(offset) - 1));
      return program === "gzip" ? { stdout: whole.subarray(0, 500_000), isCut: true } : { stdout: whole };
    });
    expect(await copyVerified(given.pod, "e2e.log", sha256, given.target)).toBe(random.length);
    expect(readFileSync(given.target).equals(random)).toBe(true);
    const [, second = []] = given.server.programs;
    expect(Number(second[4])).toBeGreaterThan(50_000);
  });

  test("that differs every time is an error with both digests, and leaves nothing behind", async () => {
    await using given = await bed(() => packed("other"));
    const failing = copyVerified(given.pod, "e2e.log", digest, given.target);
    await expect(failing).rejects.toThrow(
      `e2e.log was copied with sha256 ${other}, but it is ${digest} in the pod`,
    );
    expect(given.server.programs).toHaveLength(5);
    expect(readdirSync(given.folder)).toEqual([]);
  });

  test("of bytes that gzip did not write is never taken for the file", async () => {
    await using given = await bed(() => ({ stdout: text }));
    await expect(copyVerified(given.pod, "e2e.log", digest, given.target)).rejects.toThrow();
    expect(readdirSync(given.folder)).toEqual([]);
  });
});

describe("what is in the way", () => {
  test("a program that the container does not have is reported at once", async () => {
    await using given = await bed(() => ({ exitCode: 127, stderr: "gzip: not found" }));
    const failing = copyVerified(given.pod, "e2e.log", digest, given.target);
    await expect(failing).rejects.toBeInstanceOf(ExecError);
    expect(given.server.programs).toHaveLength(1);
  });

  test("exec that was refused from the beginning is not waited for", async () => {
    await using given = await bed(() => ({ refused: 403 }), false);
    await expect(podDigests(given.pod, ["e2e.log"])).rejects.toBeInstanceOf(ExecRefused);
    expect(given.waited()).toBe(0);
  });

  test("exec that is refused only now is waited out, two minutes at most", async () => {
    await using given = await bed(() => ({ refused: 403 }));
    await expect(podDigests(given.pod, ["e2e.log"])).rejects.toBeInstanceOf(ExecRefused);
    expect(given.waited()).toBeGreaterThan(120_000);
    expect(given.waited()).toBeLessThan(135_000);
  });

  test("a pod that is gone is not waited for", async () => {
    const gone = { refused: 404, reason: "NotFound", words: 'pods "suite" not found' };
    await using given = await bed(() => gone);
    await expect(podDigests(given.pod, ["e2e.log"])).rejects.toThrow('pods "suite" not found');
    expect(given.waited()).toBe(0);
  });

  test("and that passes again gives the files", async () => {
    let refusals = 3;
    await using given = await bed(([program]) => {
      if (refusals-- > 0) return { refused: 403 };
      return program === "ls" ? { stdout: "e2e.log\n" } : { stdout: `${digest}  /tmp/results/e2e.log\n` };
    });
    expect((await podDigests(given.pod, ["e2e.log"])).get("e2e.log")).toBe(digest);
  });

  test("a signal ends the waiting with its own reason", async () => {
    await using given = await bed(() => {
      given.leave.abort(new Error("enough"));
      return { refused: 403 };
    });
    await expect(podDigests(given.pod, ["e2e.log"])).rejects.toThrow("enough");
  });
});
