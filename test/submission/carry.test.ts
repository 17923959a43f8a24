import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InputError } from "../../src/errors.ts";
import { folderFor, productToCheck, readEarlier } from "../../src/submission/carry.ts";

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

test("a product file in UTF-16 is read, and one in Latin-1 is refused with its line, as the bot does", async () => {
  const utf16 = path.join(dir, "utf16.yaml");
  await writeFile(utf16, Buffer.from("\ufeffname: Ärger\n", "utf16le"));
  expect((await readEarlier(utf16)).product).toEqual({ text: "name: Ärger\n", fields: { name: "Ärger" } });
  const latin1 = path.join(dir, "latin1.yaml");
  await writeFile(latin1, Buffer.from("name: acme\nvendor: Ärger\n", "latin1"));
  await expect(readEarlier(latin1)).rejects.toThrow(`${latin1}:2: it is not valid UTF-8`);
});

test("a product keeps its folder's name from release to release, and its version is looked at", async () => {
  const folder = path.join(dir, "v1.34/acme");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "PRODUCT.yaml"), 'name: ACME Engine\nversion: "1.34"\n');
  const earlier = await readEarlier(folder);
  expect(folderFor(earlier)).toBe("acme");
  const words = "PRODUCT.yaml: version is 1.34, as it was submitted for v1.34";
  expect(productToCheck(earlier, "v1.35")).toContain(words);
  expect(productToCheck(earlier, "v1.34")).not.toContain(words);
});

test.each([
  ["a file", "acme.yaml", "acme.yaml", "acme-engine"],
  ["a folder of a run without a product", "v1.34/product/PRODUCT.yaml", "v1.34/product", "acme-engine"],
])("the folder of %s is named after the product", async (_what, file, given, folder) => {
  await mkdir(path.join(dir, path.dirname(file)), { recursive: true });
  await writeFile(path.join(dir, file), "name: ACME Engine\n");
  expect(folderFor(await readEarlier(path.join(dir, given)))).toBe(folder);
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
  expect(String(empty)).toBe(`InputError: ${dir} contains no PRODUCT.yaml`);
});
