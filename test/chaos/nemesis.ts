import type { Active } from "./front.ts";
import type { Door, Ground } from "./ground.ts";
import type { History } from "./history.ts";
import { type Fault, nameOf } from "./scenario.ts";

/** Does what goes wrong, each fault at its time and for as long as it lasts, whatever others do meanwhile. */
export class Nemesis {
  readonly #active: Set<Active>;
  readonly #ground: Ground;
  readonly #history: History;
  readonly #doors: () => readonly Door[];
  readonly #over = new AbortController();

  /** What goes wrong at the server's side is put into `active`. */
  constructor(ground: Ground, history: History, active: Set<Active>, doors: () => readonly Door[]) {
    this.#ground = ground;
    this.#history = history;
    this.#active = active;
    this.#doors = doors;
  }

  /** Resolves when all faults that came are over. */
  async plague(faults: readonly Fault[]): Promise<void> {
    const { signal } = this.#over;
    await Promise.all(
      faults.map(async (fault, index) => {
        await Promise.race([this.#ground.reached(fault.at.after), aborted(signal)]);
        if (signal.aborted) return;
        await this.#ground.sleep(fault.at.ms, signal).catch(() => undefined);
        if (signal.aborted) return;
        this.#history.add({ what: "fault", fault: index, name: nameOf(fault) });
        await this.#inflict(fault);
        this.#history.add({ what: "fault-over", fault: index });
      }),
    );
  }

  /** No fault begins any more, and those that last for ever are over. */
  rest(): void {
    this.#over.abort();
  }

  /** Whether something lasts for ever. */
  get isEndless(): boolean {
    return !this.#over.signal.aborted && [...this.#active].length > 0;
  }

  async #inflict({ what, ms }: Fault): Promise<void> {
    const lasting = () => this.#ground.sleep(ms, this.#over.signal).catch(() => undefined);
    const proxies = this.#doors().map(({ proxy }) => proxy);
    switch (what.kind) {
      case "trouble":
        this.#active.add(what);
        await lasting();
        this.#active.delete(what);
        return;
      case "refused":
        await Promise.all(proxies.map((proxy) => proxy.cut(ms)));
        return;
      case "blackout":
        await Promise.all(proxies.map((proxy) => proxy.blackout(ms)));
        return;
      case "strand":
        for (const proxy of proxies) proxy.strand();
        return;
      case "slow":
        for (const proxy of proxies) proxy.slowDown(what.delay, 2);
        await lasting();
        for (const proxy of proxies) proxy.speedUp();
        return;
      case "compact":
        await this.#ground.compact();
        if (what.restart) for (const proxy of proxies) proxy.drop();
        return;
      case "clock":
        this.#ground.moveWallClock(what.by);
        return;
      case "joins":
        return this.#ground.place(what.bystander);
      case "cluster":
        return this.#ground.hurt(what.deed);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
