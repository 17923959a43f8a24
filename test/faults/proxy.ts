import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** The clock and the chance a proxy goes by. */
export interface ProxyLife {
  sleep(ms: number): Promise<void>;
  now(): number;
  random(): number;
  /** Called when bytes pass. */
  stir(): void;
}

const realLife: ProxyLife = {
  sleep: (ms) => Bun.sleep(ms),
  now: Date.now,
  random: Math.random,
  stir: () => undefined,
};

/** A TCP proxy before the API server that can be made to fail as networks do, in several ways at once. */
export class FailingProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #life: ProxyLife;
  readonly #pairs = new Set<Pair>();
  #server: Server | undefined;
  #port = 0;
  #deaf = 0;
  #refusing = 0;
  #closed = false;
  #slow: { readonly delay: number; readonly loss: number } | undefined;

  private constructor(target: { readonly host: string; readonly port: number }, life: ProxyLife) {
    this.#target = target;
    this.#life = life;
  }

  static async open(host: string, port: number, life: ProxyLife = realLife): Promise<FailingProxy> {
    const proxy = new FailingProxy({ host, port }, life);
    await proxy.#listen();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Ends all connections, and refuses new ones for `ms` milliseconds. */
  async cut(ms: number): Promise<void> {
    this.#refusing += 1;
    this.#server?.close();
    this.#server = undefined;
    this.drop();
    await this.#life.sleep(ms);
    this.#refusing -= 1;
    if (this.#refusing === 0 && !this.#closed) await this.#listen();
  }

  /** Ends all connections; new ones work. */
  drop(): void {
    for (const pair of this.#pairs) this.#end(pair);
  }

  /** Ends the connection that comes from this port as the server sees it. */
  dropOne(port: number | undefined): void {
    for (const pair of this.#pairs) if (pair.far.localPort === port) this.#end(pair);
  }

  /**
   * From the next connection on, everything comes `delay` milliseconds late, and of each hundred pieces `loss` come a second later
   * still, with all behind them waiting, as TCP does when a packet is lost.
   */
  slowDown(delay: number, loss: number): void {
    this.#slow = { delay, loss };
  }

  /** From the next connection on, everything comes at once again. */
  speedUp(): void {
    this.#slow = undefined;
  }

  /** What is open now says nothing any more and is never closed, as when a NAT forgets it; new connections work. */
  strand(): void {
    for (const { near, far } of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.pause();
      far.pause();
    }
  }

  /** For `ms` milliseconds nothing goes through, and nothing is closed; afterwards only new connections work. */
  async blackout(ms: number): Promise<void> {
    this.#deaf += 1;
    this.strand();
    await this.#life.sleep(ms);
    this.#deaf -= 1;
  }

  close(): void {
    this.#closed = true;
    this.#server?.close();
    this.#server = undefined;
    this.drop();
  }

  #accept(near: Socket): void {
    const far = dial(this.#target);
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const socket of [near, far]) {
      socket.on("error", () => this.#end(pair));
      // what is still on its way comes before the end
      socket.on("close", () => {
        if (this.#slow === undefined) this.#end(pair);
        else void this.#life.sleep(3000).then(() => this.#end(pair));
      });
    }
    if (this.#deaf > 0) {
      near.pause();
      return;
    }
    this.#life.stir();
    for (const socket of [near, far]) socket.on("data", this.#life.stir);
    if (this.#slow === undefined) {
      near.pipe(far);
      far.pipe(near);
    } else {
      near.pipe(late(this.#slow, this.#life)).pipe(far);
      far.pipe(late(this.#slow, this.#life)).pipe(near);
    }
  }

  #listen(): Promise<void> {
    const server = createServer((near) => this.#accept(near));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", () => {
        const address = server.address();
        if (address !== null && typeof address === "object") this.#port = address.port;
        resolve();
      });
    });
  }

  #end(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    this.#life.stir();
    pair.near.destroy();
    pair.far.destroy();
  }
}

/** Hands each piece on after its delay, in order; pieces travel at the same time. */
function late(
  { delay, loss }: { readonly delay: number; readonly loss: number },
  life: ProxyLife,
): Transform {
  let free = 0;
  return new Transform({
    readableHighWaterMark: 1 << 20,
    transform(piece, _, done) {
      const now = life.now();
      free = Math.max(free, now + delay + (life.random() * 100 < loss ? 1000 : 0));
      void life.sleep(free - now).then(() => this.push(piece));
      done();
    },
    flush(done) {
      void life.sleep(Math.max(0, free - life.now()) + 1).then(() => done());
    },
  });
}
