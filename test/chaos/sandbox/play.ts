import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Random } from "../../fuzz/random.ts";
import type { Active } from "../front.ts";
import { History } from "../history.ts";
import type { Scenario } from "../scenario.ts";
import { Stage } from "../stage.ts";
import type { Rule } from "./globals.ts";
import { SandboxGround } from "./sandbox-ground.ts";
import { VirtualTime } from "./virtual-time.ts";

// a disk that takes its time would be taken for somebody who waits
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Lets a scenario happen in a sandbox of its own, and gives what was seen. `rule` is what the process goes by. */
export async function play(scenario: Scenario, rule: Rule): Promise<History> {
  const start = Date.UTC(2026, 10, 28, 12);
  const time = new VirtualTime(start);
  rule.time = time;
  rule.random = new Random(scenario.seed, 2);
  const history = new History(() => time.monotonic - start);
  const uncaught = (error: unknown) =>
    history.add({
      what: "uncaught",
      words: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  process.on("uncaughtException", uncaught);
  process.on("unhandledRejection", uncaught);
  const home = mkdtempSync(path.join(memory, "conformance-chaos-"));
  const active = new Set<Active>();
  const ground = await SandboxGround.make(scenario, time, active, (point) => {
    history.add({ what: "point", point });
    stage.moved();
  });
  const stage = new Stage(scenario, ground, history, home, active);
  try {
    await time.pass(stage.play());
  } finally {
    stage.close();
    await ground.close();
    process.off("uncaughtException", uncaught);
    process.off("unhandledRejection", uncaught);
    rmSync(home, { recursive: true, force: true });
  }
  return history;
}
