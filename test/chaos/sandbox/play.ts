import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Random } from "../../fuzz/random.ts";
import { readFolder, runOf } from "../folder.ts";
import { History } from "../history.ts";
import type { Bystander, ClientPlan, Scenario } from "../scenario.ts";
import { ownNamespace, place, placeOwnNamespace } from "./bystanders.ts";
import { Client } from "./client.ts";
import { Front } from "./front.ts";
import type { Rule } from "./globals.ts";
import { Nemesis } from "./nemesis.ts";
import { VirtualTime } from "./virtual-time.ts";
import { makeWorld, type World } from "./world.ts";

/** Milliseconds that a client may take after the last that could keep it waiting: a fault's or the suite's end, or somebody's word. */
export const patience = 300_000;

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
  const stage = await Stage.set(scenario, time, history, home);
  try {
    await time.pass(stage.play());
  } finally {
    stage.close();
    process.off("uncaughtException", uncaught);
    process.off("unhandledRejection", uncaught);
    rmSync(home, { recursive: true, force: true });
  }
  return history;
}

class Stage {
  readonly #scenario: Scenario;
  readonly #time: VirtualTime;
  readonly #history: History;
  readonly #home: string;
  readonly #world: World;
  readonly #before: Map<string, string>;
  readonly #nemesis: Nemesis;
  readonly #fronts: Front[] = [];
  #clients = 0;
  /** When something last happened that a client has to wait for. */
  #last = 0;

  private constructor(scenario: Scenario, time: VirtualTime, history: History, home: string, world: World) {
    this.#scenario = scenario;
    this.#time = time;
    this.#history = history;
    this.#home = home;
    this.#world = world;
    if (scenario.ownNamespace) placeOwnNamespace(world);
    for (const bystander of scenario.beside) place(world, bystander);
    this.#before = world.standing();
    this.#nemesis = new Nemesis(
      world,
      time,
      history,
      () => this.#fronts,
      (bystander) => this.#join(bystander),
    );
  }

  static async set(scenario: Scenario, time: VirtualTime, history: History, home: string): Promise<Stage> {
    let stage: Stage | undefined;
    const world = await makeWorld(time, scenario.suite, (point) => {
      history.add({ what: "point", point });
      stage?.moved();
    });
    stage = new Stage(scenario, time, history, home, world);
    return stage;
  }

  async play(): Promise<void> {
    const { clients, faults } = this.#scenario;
    this.#world.reach("begun");
    const plagued = this.#nemesis.plague(faults).finally(() => this.moved());
    const [leader, ...others] = clients;
    const work = others.map((plan) => this.#later(plan));
    if (leader !== undefined) await this.#client(leader, false);
    this.#world.reach("left");
    await Promise.all(work);
    // faults that wait for a point which never comes would wait for ever
    this.#nemesis.rest();
    await plagued;
    await this.#heal();
    const now = this.#world.standing();
    const touched = [...this.#before].filter(([name, what]) => now.get(name) !== what);
    this.#history.add({ what: "touched", objects: touched.map(([name]) => name) });
  }

  close(): void {
    for (const front of this.#fronts) front.close();
    this.#world.close();
  }

  async #later(plan: ClientPlan): Promise<void> {
    // a point that the run never comes to is given up when its leader has ended
    const left = this.#world.reached("left");
    const came = await Promise.race([
      this.#world.reached(plan.at.after).then(() => true),
      left.then(() => false),
    ]);
    if (!came) return;
    await this.#time.sleep(plan.at.ms);
    await this.#client(plan, false);
  }

  /** What a person does afterwards, when the network works again. */
  async #heal(): Promise<void> {
    if (this.#left().length === 0) return;
    const id = this.#world.firstId();
    const state = this.#world.truth(id)?.state;
    const plan = (verb: ClientPlan["verb"], flags: readonly string[]): ClientPlan => ({
      verb,
      at: { after: "begun", ms: 0 },
      flags,
      acts: [],
    });
    if (id !== undefined && state !== undefined && state !== "lost")
      await this.#client(plan("attach", [id]), true);
    if (this.#left().length > 0)
      await this.#client(plan("cleanup", id === undefined ? ["--all"] : [id]), true);
  }

  async #client(plan: ClientPlan, healer: boolean): Promise<void> {
    const { verb, flags } = plan;
    const number = this.#clients++;
    const seen = (method: string, url: string) => {
      const [name = ""] = url.split("?");
      const query = new URLSearchParams(url.split("?")[1] ?? "");
      const detail = name.endsWith("/exec")
        ? ` ${query.getAll("command").join(" ")}`
        : query.has("watch")
          ? " watch"
          : "";
      this.#history.add({ what: "request", client: number, method, path: name + detail });
      if (method !== "DELETE" || query.has("dryRun")) return;
      this.#history.add({ what: "deleted", client: number, path: name, truth: this.#world.truth(undefined) });
      this.#world.reach("cleaning");
    };
    const front = await Front.open(this.#world, this.#time, () => [...this.#nemesis.active], seen);
    this.#fronts.push(front);
    const home = path.join(this.#home, String(number));
    const folder = path.join(home, "out");
    const takesFolder = ["run", "attach", "stop", "retrieve"].includes(verb);
    const where = this.#scenario.ownNamespace && verb === "run" ? ["-n", ownNamespace] : [];
    const words = [verb, ...flags, ...where, ...(takesFolder ? ["--results-dir", folder] : [])];
    this.#history.add({ what: "begun", client: number, verb, words, healer });
    this.moved();
    const client = new Client(words, {
      front,
      time: this.#time,
      home,
      folder,
      answers: plan.answers,
      onAsked: (answer) => this.#history.add({ what: "act", client: number, act: `answers ${answer}` }),
    });
    let over = false;
    for (const { at, act } of plan.acts) {
      void this.#world.reached(at.after).then(async () => {
        await this.#time.sleep(at.ms);
        if (over) return;
        this.#history.add({ what: "act", client: number, act });
        this.moved();
        if (act === "kill") client.stop("killed");
        else client.signal(act);
      });
    }
    const watchdog = (async () => {
      while (!over) {
        const due = this.#last + patience - this.#time.monotonic;
        if (due <= 0) return client.stop("hung");
        await this.#time.sleep(due + 1);
      }
    })();
    void watchdog;
    const { code, how } = await client.ended;
    over = true;
    const id = runOf(folder);
    this.#history.add({
      what: "ended",
      client: number,
      code,
      how,
      stdout: client.stdout,
      stderr: client.stderr,
      folder: readFolder(folder, this.#world.log(id)),
      left: this.#left(),
      truth: this.#world.truth(id),
    });
    front.close();
  }

  /** Somebody else comes to the cluster meanwhile. */
  #join(bystander: Bystander): void {
    const already = this.#world.standing();
    place(this.#world, bystander);
    for (const [name, what] of this.#world.standing()) if (!already.has(name)) this.#before.set(name, what);
  }

  /** What was not there before. */
  #left(): string[] {
    return [...this.#world.standing().keys()].filter((name) => !this.#before.has(name));
  }

  moved(): void {
    this.#last = this.#time.monotonic;
  }
}
