import { expect, test } from "bun:test";
import { Readable } from "node:stream";
import { connect } from "../../src/kube/connection.ts";
import { ConnectionError } from "../../src/kube/errors.ts";
import type { Reply, Transport } from "../../src/kube/transport.ts";
import { readSuiteLog } from "../../src/run/read-log.ts";
import { suiteFile } from "../results/read/shapes.ts";

// nobody listens there: exec is out of reach
const connection = connect({ server: "http://127.0.0.1:1" }, { env: {}, cwd: "/" });
const run = { namespace: "conformance" };

const answering = (status: number, body: string | Buffer): Transport => {
  const reply: Reply = {
    status,
    headers: { "content-type": "text/plain" },
    body: Readable.from([Buffer.from(body)]),
  };
  return async () => reply;
};

test("where exec is out of reach the container's log says how the suite went", async () => {
  const log = await suiteFile("e2e.log");
  const read = await readSuiteLog({ connection, sendOnce: answering(200, log) }, run);
  if (read.kind !== "read") throw new Error(read.why);
  expect(read.record).toMatchObject({ total: 14, finished: { passed: 5, failed: 8 } });
});

test("where neither can be read it is said what kept the file away", async () => {
  const refused = answering(403, JSON.stringify({ kind: "Status", message: "not you" }));
  const read = await readSuiteLog({ connection, sendOnce: refused }, run);
  expect(read).toMatchObject({ kind: "unreadable" });
  if (read.kind === "unreadable") expect(read.why).toContain("127.0.0.1:1");
  const cut: Transport = () => Promise.reject(new ConnectionError("cut", undefined));
  expect(await readSuiteLog({ connection, sendOnce: cut }, run)).toMatchObject({ kind: "unreadable" });
});
