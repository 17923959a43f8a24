import { expect, test } from "bun:test";
import net, { type AddressInfo } from "node:net";
import { light, shines } from "../../src/net/beacon.ts";

test("a beacon shines by its word until it is closed", async () => {
  const beacon = await light("word");
  expect(await shines(beacon.port, "word")).toBe(true);
  expect(await shines(beacon.port, "another")).toBe(false);
  beacon.close();
  expect(await shines(beacon.port, "word")).toBe(false);
});

test.each([0, -1, 1.5, 65_536, Number.NaN])("nothing is asked of port %d", async (port) => {
  expect(await shines(port, "word")).toBe(false);
});

test("whatever else listens there, and says nothing or never ends, is not the beacon", async () => {
  const others: net.Socket[] = [];
  const mute = net.createServer((socket) => others.push(socket));
  const endless = net.createServer((socket) => {
    others.push(socket.on("error", () => undefined));
    socket.write("word".repeat(1000));
  });
  try {
    for (const server of [mute, endless]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      expect(await shines((server.address() as AddressInfo).port, "word")).toBe(false);
    }
  } finally {
    for (const socket of others) socket.destroy();
    mute.close();
    endless.close();
  }
});
