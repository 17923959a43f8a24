import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sender } from "../../src/stores/request.ts";
import { storeIo } from "../history/nights.ts";
import { sleepingClock } from "../kube/clock.ts";

let answers: ((response: ServerResponse) => void)[] = [];
const bodies: number[] = [];
const server = createServer((request, response) => {
  let size = 0;
  request.on("data", (bytes: Buffer) => {
    size += bytes.length;
  });
  request.on("end", () => {
    bodies.push(size);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response);
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const busy = (response: ServerResponse) => void response.writeHead(503).end();
const cut = (response: ServerResponse) => {
  response.writeHead(200, { "Content-Length": "1000" });
  response.write("half", () => response.destroy());
};
const whole = (response: ServerResponse) => void response.end("whole");

function ask(given: typeof answers, size = 0) {
  answers = [...given];
  bodies.length = 0;
  const clock = sleepingClock();
  const send = sender("s3://acme", { ...storeIo(), ...clock });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`);
  const bytes = [new Uint8Array(size)];
  const answered = send(url, size === 0 ? {} : { method: "PUT", bytes });
  return { answered, slept: clock.slept };
}

test("a store that is busy for a minute, or cuts its answers, is asked again, paced, with the whole body", async () => {
  const { answered, slept } = ask([...Array.from({ length: 9 }, () => busy), cut, whole], 333);
  expect((await answered).body.toString()).toBe("whole");
  expect(bodies).toEqual(Array.from({ length: 11 }, () => 333));
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(30_000);
});

test("half an answer is never taken for a whole one", async () => {
  await expect(ask([cut]).answered).rejects.toThrow(
    /^s3:\/\/acme: 127\.0\.0\.1:\d+: the connection was cut in the middle of the answer$/,
  );
});
