import path from "node:path";
import { readFolder, runOf } from "./folder.ts";
import type { Active } from "./front.ts";
import type { Door, Ground } from "./ground.ts";
import type { History } from "./history.ts";
import { Nemesis } from "./nemesis.ts";
import type { ClientPlan, Scenario } from "./scenario.ts";

/** Milliseconds that a client may take after the last that could keep it waiting: a fault's or the suite's end, or somebody's word. */
export const patience = 300_000;
// one that asks more often is caught in a loop, which is enough to know
const mostRequests = 2500;

/** Lets a scenario happen on a ground, and writes down what is seen. */
export class Stage {
  readonly #scenario: Scenario;
  readonly #ground: Ground;
  readonly #history: History;
  readonly #home: string;
  readonly #nemesis: Nemesis;
  readonly #doors: Door[] = [];
  #clients = 0;
  /** When something last happened that a client has to wait for. */
  #last = 0;

  /** `active` is what the ground's doors go by. */
  constructor(scenario: Scenario, ground: Ground, history: History, home: string, active: Set<Active>) {
    this.#scenario = scenario;
    this.#ground = ground;
    this.#history = history;
    this.#home = home;
    this.#nemesis = new Nemesis(ground, history, active, () => this.#doors);
  }

  /** Something that a client may wait for has just happened. */
  moved(): void {
    this.#last = this.#ground.now();
  }

  async play(): Promise<void> {
    const { clients, faults, bystanders } = this.#scenario;
    for (const bystander of bystanders) await this.#ground.place(bystander);
    this.#ground.reach("begun");
    const plagued = this.#nemesis.plague(faults).finally(() => this.moved());
    const [leader, ...others] = clients;
    const work = others.map((plan) => this.#later(plan));
    if (leader !== undefined) await this.#client(leader, false);
    this.#ground.reach("left");
    await Promise.all(work);
    // faults that wait for a point which never comes would wait for ever
    this.#nemesis.rest();
    await plagued;
    await this.#heal();
    this.#history.add({ what: "touched", objects: await this.#ground.touched() });
  }

  close(): void {
    for (const door of this.#doors) door.close();
  }

  async #later(plan: ClientPlan): Promise<void> {
    // a point that the run never comes to is given up when its leader has ended
    const left = this.#ground.reached("left");
    const came = await Promise.race([
      this.#ground.reached(plan.at.after).then(() => true),
      left.then(() => false),
    ]);
    if (!came) return;
    await this.#ground.sleep(plan.at.ms);
    await this.#client(plan, false);
  }

  /** What a person does afterwards, when the network works again. */
  async #heal(): Promise<void> {
    // what the suite itself has sent away is given its time
    for (let waited = 0; (await this.#ground.left()).length > 0; waited += 1000) {
      if (waited >= 20_000) break;
      await this.#ground.sleep(1000);
    }
    if ((await this.#ground.left()).length === 0) return;
    const id = this.#ground.firstId();
    const which = id === undefined ? [] : [id];
    const plan = (verb: ClientPlan["verb"], flags: readonly string[] = []): ClientPlan => ({
      verb,
      at: { after: "begun", ms: 0 },
      flags: [...which, ...flags],
      acts: [],
    });
    if (id !== undefined && (await this.#ground.hasPod(id)) && this.#ground.truth(id)?.state !== "lost")
      await this.#client(plan("attach"), true);
    if ((await this.#ground.left()).length > 0) await this.#client(plan("cleanup"), true);
    // a run that can't be followed, whose suite runs on: what the refusal says to do
    if (
      id !== undefined &&
      this.#ground.truth(id)?.state === "running" &&
      (await this.#ground.left()).length > 0
    )
      await this.#client(plan("cleanup", ["--force"]), true);
  }

  async #client(plan: ClientPlan, healer: boolean): Promise<void> {
    const { verb, flags } = plan;
    const ground = this.#ground;
    const number = this.#clients++;
    let requests = 0;
    const door = await ground.door((method, url) => {
      requests += 1;
      if (requests > mostRequests) client.stop("hung");
      this.#request(number, method, url);
    });
    this.#doors.push(door);
    const home = path.join(this.#home, String(number));
    const folder = path.join(home, "out");
    const takesFolder = ["run", "attach", "stop", "retrieve"].includes(verb);
    const where = ground.namespace === undefined ? [] : ["-n", ground.namespace];
    const about =
      verb === "run"
        ? [...ground.suiteWords, ...where]
        : healer || flags.includes("--all")
          ? []
          : ground.which;
    const words = [verb, ...about, ...flags, ...(takesFolder ? ["--results-dir", folder] : [])];
    this.#history.add({ what: "begun", client: number, verb, words, healer });
    this.moved();
    const client = ground.begin(words, {
      door,
      home,
      answers: plan.answers,
      onAsked: (answer) => this.#history.add({ what: "act", client: number, act: `answers ${answer}` }),
    });
    const over = new AbortController();
    for (const { at, act } of plan.acts) {
      void ground.reached(at.after).then(async () => {
        await ground.sleep(at.ms);
        if (over.signal.aborted) return;
        this.#history.add({ what: "act", client: number, act });
        this.moved();
        if (act === "kill") client.stop("killed");
        else client.signal(act);
      });
    }
    void this.#watch(() => client.stop("hung"), over.signal);
    const { code, how } = await client.ended;
    over.abort();
    const id = runOf(folder);
    this.#history.add({
      what: "ended",
      client: number,
      code,
      how,
      stdout: client.stdout(),
      stderr: client.stderr(),
      truth: ground.truth(id),
      folder: readFolder(folder, ground.log(id)),
      left: await ground.left(),
    });
    door.close();
  }

  /** Calls when a client has been waited for long enough, also after what lasts for ever is over. */
  async #watch(giveUp: () => void, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const due = this.#last + patience - this.#ground.now();
      if (due > 0) await this.#ground.sleep(due + 1, over).catch(() => undefined);
      else if (this.#nemesis.isEndless) {
        this.#history.add({ what: "relief" });
        this.#nemesis.rest();
        this.moved();
      } else return giveUp();
    }
  }

  #request(client: number, method: string, url: string): void {
    const { pathname, searchParams } = new URL(url, "http://c");
    const watches = searchParams.has("watch") ? " watch" : "";
    const detail = pathname.endsWith("/exec") ? ` ${searchParams.getAll("command").join(" ")}` : watches;
    this.#history.add({ what: "request", client, method, path: pathname + detail });
    if (method !== "DELETE" || searchParams.has("dryRun")) return;
    // one that names a run takes away what is that run's
    const named = /\d{8}-\d{4}-\w{4}/.exec(url)?.[0];
    this.#history.add({ what: "deleted", client, path: pathname, truth: this.#ground.truth(named) });
    this.#ground.reach("cleaning");
  }
}
