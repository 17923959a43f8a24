import { expect, test } from "bun:test";
import { Channels, type Spoken } from "../../src/kube/channels.ts";

const piece = (
  bytes: string | Buffer,
  options: { isText?: boolean; first?: boolean; last?: boolean } = {},
) => ({
  kind: "data" as const,
  isText: false,
  first: true,
  last: true,
  bytes: Buffer.from(bytes),
  ...options,
});

const inShort = (spoken: Spoken) => {
  if (spoken.kind === "odd") return `odd: ${spoken.why}`;
  if (spoken.kind === "status") return `status ${spoken.json}`;
  return "bytes" in spoken ? `${spoken.kind} ${spoken.bytes}` : spoken.kind;
};

test.each([
  ["\u0001out", "stdout out"],
  ["\u0001", "stdout "],
  ["\u0002err", "stderr err"],
  ['\u0003{"status":"Success"}', 'status {"status":"Success"}'],
  [Buffer.of(255, 1), "nothing"],
  ["", "odd: sent an empty message"],
  ["\u0007what", "odd: sent a message of the unknown channel 7"],
  [Buffer.of(0, 65), "odd: sent a message of the unknown channel 0"],
  [`\u0003${"x".repeat(70_000)}`, "odd: sent a status of more than 64 KiB"],
])("%j is %s", (bytes, wanted) => {
  expect(inShort(new Channels().take(piece(bytes)))).toBe(wanted);
});

test("a text message is odd", () => {
  expect(inShort(new Channels().take(piece("\u0001out", { isText: true })))).toBe("odd: sent a text message");
});

test("the parts of a message are of its channel, and a status is whole at its end", () => {
  const channels = new Channels();
  const parts = (...bytes: readonly string[]) =>
    bytes.map((part, index) =>
      inShort(channels.take(piece(part, { first: index === 0, last: index === bytes.length - 1 }))),
    );
  expect(parts("\u0001a", "\u0002b", "c")).toEqual(["stdout a", "stdout \u0002b", "stdout c"]);
  expect(parts("", "\u0002b")).toEqual(["nothing", "stderr b"]);
  expect(parts('\u0003{"status":', '"Success"}')).toEqual(["nothing", 'status {"status":"Success"}']);
});
