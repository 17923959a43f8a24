import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** A TCP proxy before the API server that can be made to fail as networks do. */
export class FailingProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<Pair>();
  #server: Server;
  #port = 0;
  #deaf = false;
  #slow: { readonly delay: number; readonly loss: number } | undefined;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = this.#create();
  }

  static async open(host: string, port: number): Promise<FailingProxy> {
    const proxy = new FailingProxy({ host, port });
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
    this.#server.close();
    for (const pair of this.#pairs) this.#end(pair);
    await Bun.sleep(ms);
    this.#server = this.#create();
    await this.#listen();
  }

  /**
   * From the next connection on, everything comes `delay` milliseconds late, and of each hundred pieces `loss` come a second later
   * still, with all behind them waiting, as TCP does when a packet is lost.
   */
  slowDown(delay: number, loss: number): void {
    this.#slow = { delay, loss };
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
    this.#deaf = true;
    this.strand();
    await Bun.sleep(ms);
    this.#deaf = false;
  }

  close(): void {
    this.#server.close();
    for (const pair of this.#pairs) this.#end(pair);
  }

  #create(): Server {
    return createServer((near) => {
      const far = dial(this.#target);
      const pair = { near, far };
      this.#pairs.add(pair);
      for (const socket of [near, far]) {
        socket.on("error", () => this.#end(pair));
        // what is still on its way comes before the end
        socket.on("close", () => setTimeout(() => this.#end(pair), this.#slow === undefined ? 0 : 3000));
      }
      if (this.#deaf) {
        near.pause();
        return;
      }
      if (this.#slow === undefined) {
        near.pipe(far);
        far.pipe(near);
      } else {
        const { delay, loss } = this.#slow;
        near.pipe(late(delay, loss)).pipe(far);
        far.pipe(late(delay, loss)).pipe(near);
      }
    });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", () => {
        const address = this.#server.address();
        if (address !== null && typeof address === "object") this.#port = address.port;
        resolve();
      });
    });
  }

  #end(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    pair.near.destroy();
    pair.far.destroy();
  }
}

/** Hands each piece on after its delay, in order; pieces travel at the same time. */
function late(delay: number, loss: number): Transform {
  let free = 0;
  return new Transform({
    readableHighWaterMark: 1 << 20,
    transform(piece, _, done) {
      const now = Date.now();
      free = Math.max(free, now + delay + (Math.random() * 100 < loss ? 1000 : 0));
      setTimeout(() => this.push(piece), free - now);
      done();
    },
    flush(done) {
      setTimeout(done, Math.max(0, free - Date.now()) + 1);
    },
  });
}
