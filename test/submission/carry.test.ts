import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InputError } from "../../src/errors.ts";
import { readEarlier } from "../../src/submission/carry.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "product-"));
});
afterEach(() => rm(dir, { recursive: true }));

test("a folder of an earlier submission gives its product and README, whatever the case of their names", async () => {
  await writeFile(path.join(dir, "product.yaml"), "name: acme\n");
  await writeFile(path.join(dir, "README.md"), "# acme\n");
  const earlier = await readEarlier(dir);
  expect(earlier.product.fields.name).toBe("acme");
  expect(earlier.readme).toBe("# acme\n");
});

test("a file gives its product alone", async () => {
  await writeFile(path.join(dir, "acme.yaml"), "name: acme\n");
  await writeFile(path.join(dir, "README.md"), "# of something else\n");
  expect(await readEarlier(path.join(dir, "acme.yaml"))).toEqual({
    product: { text: "name: acme\n", fields: { name: "acme" } },
  });
});

test("what cannot be read is refused with the flag, the path and the fix", async () => {
  const missing = await readEarlier(path.join(dir, "none.yaml")).catch((error: unknown) => error);
  expect(missing).toBeInstanceOf(InputError);
  expect(String(missing)).toBe(
    `InputError: --product ${path.join(dir, "none.yaml")}: no such file or directory`,
  );
  const empty = await readEarlier(dir).catch((error: unknown) => error);
  expect(String(empty)).toBe(`InputError: ${dir} holds no PRODUCT.yaml`);
});
