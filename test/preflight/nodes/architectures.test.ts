import { describe, expect, test } from "bun:test";
import { judgeArchitectures } from "../../../src/preflight/nodes/architectures.ts";
import { node, taint } from "../samples.ts";

describe("architectures", () => {
  test("mixed ones that the images support are reported", () => {
    expect(judgeArchitectures([node("a"), node("b", { architecture: "arm64" })])).toEqual({
      status: "pass",
      summary: "linux/amd64, linux/arm64",
    });
  });

  test("one without images fails, unless its pods are kept away", () => {
    const riscv = { architecture: "riscv64" };
    expect(judgeArchitectures([node("a"), node("b", riscv)])).toMatchObject({
      status: "fail",
      summary: "b is riscv64",
    });
    expect(judgeArchitectures([node("a"), node("b", { ...riscv, cordoned: true })]).status).toBe("pass");
  });

  test("one that is not said is neither well nor a fault", () => {
    const silent = node("b");
    delete silent.metadata?.labels?.["kubernetes.io/arch"];
    if (silent.status?.nodeInfo !== undefined)
      silent.status.nodeInfo = JSON.parse('{"operatingSystem":"linux"}');
    expect(judgeArchitectures([node("a"), silent])).toEqual({
      status: "unknown",
      summary: "b does not say its architecture",
    });
    expect(judgeArchitectures([]).status).toBe("unknown");
  });

  test("windows nodes open to any pod warn, tainted ones do not", () => {
    const windows = { os: "windows" };
    expect(judgeArchitectures([node("a"), node("b", windows)]).status).toBe("warn");
    expect(judgeArchitectures([node("a"), node("b", { ...windows, taints: [taint("os")] })]).status).toBe(
      "pass",
    );
  });
});
