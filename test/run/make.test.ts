import { expect, test } from "bun:test";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { makeOnce } from "../../src/run/make.ts";

const away = () =>
  new ConnectionError("https://cluster", Object.assign(new Error("cut"), { code: "ECONNRESET" }));
const { signal } = new AbortController();
const exists = () => new ApiError(409, { reason: "AlreadyExists", message: "it is there" });

/** A clock that goes on as it is slept. */
function clock() {
  let now = 0;
  return {
    monotonic: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
}

/** Throws these one after the other, then gives `made`. */
function creating(...errors: Error[]): () => Promise<string> {
  return async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return "made";
  };
}

test("an object whose answer was lost, and that is there at the next try, is the one that was made", async () => {
  expect(await makeOnce(clock(), creating(away(), exists()), async () => "found", signal)).toBe("found");
});

test("an answer that was lost before the server took it is asked for again", async () => {
  expect(await makeOnce(clock(), creating(away(), away()), async () => undefined, signal)).toBe("made");
});

test.each<[string, () => Error[]]>([
  ["was there before", () => [exists()]],
  ["is not found although it is there", () => [away(), exists()]],
  ["is refused", () => [new ApiError(403, { message: "not you" })]],
])("one that %s is not taken", async (_, errors) => {
  await expect(
    makeOnce(clock(), creating(...errors()), async () => undefined, signal),
  ).rejects.toBeInstanceOf(ApiError);
});

test("a server that stays away is given up", async () => {
  const always = async () => {
    throw away();
  };
  await expect(makeOnce(clock(), always, async () => undefined, signal)).rejects.toBeInstanceOf(
    ConnectionError,
  );
});

test("whoever leaves does not wait for an answer", async () => {
  const leave = new AbortController();
  const made = makeOnce(
    clock(),
    () => {
      leave.abort(new Error("left"));
      return new Promise<string>(() => undefined);
    },
    async () => undefined,
    leave.signal,
  );
  await expect(made).rejects.toThrow("left");
});
