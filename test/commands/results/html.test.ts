import { describe, expect, test } from "bun:test";
import { asHtml } from "../../../src/commands/results/html.ts";
import { InputError } from "../../../src/errors.ts";
import { unpack } from "../../report/sample.ts";
import { allShapes, results } from "./folders.ts";
import { printed } from "./sample.ts";

describe("results -o html", () => {
  test("is the same page for whichever runner left the results, with each test's part of the log", async () => {
    const cwd = await allShapes();
    for (const words of [["ours"], ["hydrophone"], ["sonobuoy.tar.gz"], ["e2e.log", "junit_01.xml"]]) {
      const { code, stdout } = await results(cwd, ...words, "-o", "html");
      expect(code).toBe(1);
      expect(stdout).toContain("<h1>Failed</h1>");
      expect(stdout).toContain("service is not reachable within 2m0s");
      const { tests } = JSON.parse(unpack(stdout, "data"));
      const one = tests.find(({ name }: { name: string }) => name.includes("affinity work for NodePort"));
      expect(unpack(stdout, "log").slice(one.log.from, one.log.to)).toContain(
        'Destroying namespace "services-4291"',
      );
    }
  });

  test("of some of the tests has those alone", async () => {
    const { stdout } = await results(
      await allShapes(),
      "ours",
      "--focus",
      "affinity work for NodePort",
      "-o",
      "html",
    );
    expect(JSON.parse(unpack(stdout, "data")).tests).toHaveLength(1);
  });

  test("does not flood a terminal", async () => {
    const { io, ...rest } = printed();
    const terminal = { ...io, stdout: { ...io.stdout, isTTY: true } };
    const error = await Promise.resolve(asHtml({ ...rest, io: terminal })).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(String((error as InputError).fix)).toContain("-o html > report.html");
  });
});
