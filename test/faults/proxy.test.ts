import { expect, test } from "bun:test";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { FailingProxy } from "./proxy.ts";

/** A proxy before a server that says hello, and a clock that is moved by hand. */
async function setUp() {
  const server = createServer((socket) => socket.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sleeps: { readonly ms: number; readonly wake: () => void }[] = [];
  const sleep = (ms: number) => new Promise<void>((wake) => sleeps.push({ ms, wake }));
  const life = { sleep, now: () => 0, random: () => 0.5, stir: () => undefined };
  const proxy = await FailingProxy.open("127.0.0.1", (server.address() as AddressInfo).port, life);
  const wake = (ms: number) => sleeps.find((each) => each.ms === ms)?.wake();
  const close = () => {
    proxy.close();
    server.close();
  };
  return { proxy, wake, close };
}

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.on("data", (bytes) => {
      heard += bytes.toString();
    });
    socket.on("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    socket.on("close", () => resolve(heard));
  });
}

test("of two cuts at a time the later end counts", async () => {
  const { proxy, wake, close } = await setUp();
  const cuts = [proxy.cut(100), proxy.cut(200)] as const;
  wake(100);
  await cuts[0];
  expect(await ask(proxy.port)).toBe("ECONNREFUSED");
  wake(200);
  await cuts[1];
  expect(await ask(proxy.port)).toBe("hello");
  close();
});

test("a cut that lasts beyond the proxy's end opens nothing again", async () => {
  const { proxy, wake, close } = await setUp();
  const { port } = proxy;
  const cut = proxy.cut(100);
  close();
  wake(100);
  await cut;
  expect(await ask(port)).toBe("ECONNREFUSED");
});
