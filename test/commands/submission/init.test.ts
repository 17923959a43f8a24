import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Interrupted } from "../../../src/errors.ts";
import { newFolder, write } from "../../results/read/shapes.ts";
import { call } from "./call.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const run = (...args: string[]) => call(["init", ...args], { cwd });
const text = (file: string) => readFileSync(path.join(cwd, file), "utf8");

/** Someone at a terminal who answers in this order; gives the questions too. */
function person(...answers: string[]) {
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`nobody answers: ${question}`);
    return answer;
  };
  return { ask, questions };
}

const flags = {
  "--vendor": "ACME",
  "--name": "Turbo",
  "--version": "1.30",
  "--website-url": "https://acme.test",
  "--documentation-url": "https://acme.test/docs",
  "--type": "hosted platform",
  "--description": 'It\'s "turbo": # fast',
  "--contact-email": "k8s@acme.test",
};

const last = `# the product of ACME
name: Turbo # as on the form
vendor: ACME
version: v1.7.0
website_url: https://acme.test
documentation_url: https://acme.test/docs
type: distribution
description: Fast.
contact_email_address: k8s@acme.test
`;

test("with all flags writes both files and asks nothing", async () => {
  const made = await run("--out", "acme", "--release", "v1.35", ...Object.entries(flags).flat());
  expect(made.code).toBe(0);
  expect(made.stdout).toBe("acme/PRODUCT.yaml\nacme/README.md\n");
  expect(text("acme/PRODUCT.yaml")).toBe(`vendor: "ACME"
name: "Turbo"
version: "1.30"
website_url: "https://acme.test"
documentation_url: "https://acme.test/docs"
type: "hosted platform"
description: "It's \\"turbo\\": # fast"
contact_email_address: "k8s@acme.test"
`);
  expect(text("acme/README.md")).toStartWith("# Conformance results for v1.35: Turbo 1.30\n");
  expect(made.stderr).toContain("«fill in» into acme/README.md");
});

test("without a terminal, all missing flags are reported at once, and nothing is written", async () => {
  const made = await run("--out", "acme", "--vendor", "ACME", "--type", "installer");
  expect(made.code).toBe(2);
  for (const flag of [
    "--name",
    "--version",
    "--website-url",
    "--documentation-url",
    "--description",
    "--contact-email",
  ]) {
    expect(made.stderr).toContain(`${flag} is missing`);
  }
  expect(made.stderr).not.toMatch(/--vendor|--type|--repo-url|--logo-url/);
  expect(readdirSync(cwd)).toEqual([]);
});

test("all wrong flags are reported with what is expected, and nothing is written", async () => {
  const made = await run(
    ...Object.entries({ ...flags, "--type": "hosted", "--website-url": "acme.test", "--name": " " }).flat(),
  );
  expect(made.code).toBe(2);
  expect(made.stderr).toContain('--type is "hosted": distribution, hosted platform or installer');
  expect(made.stderr).toContain('--website-url is "acme.test", which is not an http(s) URL');
  expect(made.stderr).toContain("--name is empty");
  expect(readdirSync(cwd)).toEqual([]);
});

test("at a terminal each field is asked until its answer will do; optional ones may be left out", async () => {
  const { ask, questions } = person(
    "ACME",
    "Turbo",
    "v1.8.0",
    "acme.test",
    "https://acme.test",
    "",
    "https://acme.test/docs",
    "",
    "",
    "Distribution",
    " distribution ",
    "Fast.",
    "nobody",
    "k8s@acme.test",
  );
  const made = await call(["init"], { cwd, ask });
  expect(made.code).toBe(0);
  expect(questions.map((question) => question.split(" ", 1)[0])).toEqual([
    "vendor",
    "name",
    "version",
    "website_url",
    "website_url",
    "repo_url",
    "documentation_url",
    "product_logo_url",
    "type",
    "type",
    "type",
    "description",
    "contact_email_address",
    "contact_email_address",
  ]);
  expect(made.stderr).toContain('website_url is "acme.test", which is not an http(s) URL');
  expect(made.stderr).toContain("type is empty");
  expect(text("PRODUCT.yaml")).toContain('type: "distribution"\n');
  expect(text("PRODUCT.yaml")).not.toMatch(/repo_url|logo/);
});

test("from last release only the version is asked, with the old one offered; comments, order and README stay", async () => {
  write(cwd, { "v1.34/turbo/PRODUCT.yaml": last, "v1.34/turbo/README.md": "# Turbo\r\n\r\n    acme up\r\n" });
  const { ask, questions } = person("v1.8.0");
  const made = await call(["init", "--from", "v1.34/turbo", "--out", "acme"], { cwd, ask });
  expect(made.code).toBe(0);
  expect(questions).toEqual(["version (the product's own version) [v1.7.0]: "]);
  expect(text("acme/PRODUCT.yaml")).toBe(last.replace("version: v1.7.0", 'version: "v1.8.0"'));
  expect(text("acme/README.md")).toBe("# Turbo\r\n\r\n    acme up\r\n");
});

test("from the last release, without a terminal, the version stays and is reported, until --version changes it", async () => {
  write(cwd, { "turbo/PRODUCT.yaml": last, "turbo/README.md": "# Turbo\n" });
  const kept = await run("--from", "turbo", "--out", "a");
  expect(kept.stderr).toContain("warning: version stays v1.7.0");
  expect(text("a/PRODUCT.yaml")).toContain('version: "v1.7.0"');
  const changed = await run("--from", "turbo", "--out", "b", "--version", "v1.8.0");
  expect(changed.stderr).not.toContain("warning");
  expect(text("b/PRODUCT.yaml")).toContain('version: "v1.8.0"');
});

test("a field that an earlier submission had wrong is asked for with the reason", async () => {
  write(cwd, { "p.yaml": last.replace("distribution", "hosted") });
  const refused = await run("--product", "p.yaml", "--out", "a");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--type is "hosted": distribution, hosted platform or installer');
  const { ask } = person("hosted platform");
  const made = await call(["init", "--product", "p.yaml", "--out", "a"], { cwd, ask });
  expect(made.stderr).toContain('type is "hosted"');
  expect(text("a/PRODUCT.yaml")).toContain('type: "hosted platform"');
});

test("files that are there are not overwritten, and nothing is asked first; a README with no other in sight stays", async () => {
  write(cwd, { "PRODUCT.yaml": "mine", "README.md": "mine" });
  const { ask, questions } = person();
  const refused = await call(["init"], { cwd, ask });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("PRODUCT.yaml already exists");
  expect(questions).toEqual([]);
  const forced = await run("--force", ...Object.entries(flags).flat());
  expect(forced.stdout).toBe("PRODUCT.yaml\n");
  expect(text("README.md")).toBe("mine");
});

/** Someone who answers these, and then presses Ctrl-C. */
function leaver(...answers: string[]) {
  const interrupt = new AbortController();
  const ask = (_: string, signal: AbortSignal) =>
    answers.length > 0
      ? Promise.resolve(answers.shift() ?? "")
      : new Promise<string>((_, reject) => {
          signal.addEventListener("abort", () => reject(new Error("the prompt was closed")));
          interrupt.abort(new Interrupted("SIGINT"));
        });
  return { ask, interrupt };
}

test("Ctrl-C at the first question writes nothing, and the error is on a line of its own", async () => {
  const made = await call(["init", "--out", "a"], { cwd, ...leaver() });
  expect(made).toMatchObject({ code: 130, stderr: "\nerror: interrupted by SIGINT\n" });
  expect(existsSync(path.join(cwd, "a"))).toBe(false);
});

test("Ctrl-C later keeps what was answered, and the command that it prints continues with the rest", async () => {
  const left = await call(["init", "--out", "a b", "--release", "v1.35"], {
    cwd,
    ...leaver("ACME", "Turbo", "1.30", "https://acme.test", ""),
  });
  expect(left.code).toBe(130);
  expect(left.stdout).toBe("");
  expect(text("a b/PRODUCT.yaml")).toBe(`vendor: "ACME"
name: "Turbo"
version: "1.30"
website_url: "https://acme.test"
documentation_url: "" # fill in: the product's documentation
product_logo_url: "" # fill in: the logo as SVG, AI or EPS; or leave the line out
type: "" # fill in: distribution, hosted platform or installer
description: "" # fill in: one sentence about the product
contact_email_address: "" # fill in: an address where CNCF can reach a person
`);
  expect(existsSync(path.join(cwd, "a b/README.md"))).toBe(false);
  const next = /^\nyour answers are in a b\/PRODUCT\.yaml; to continue:\n {2}(.+)\nerror: interrupted/.exec(
    left.stderr,
  );
  expect(next?.[1]).toBe(
    "kubectl conformance submission init --product 'a b/PRODUCT.yaml' --out 'a b' --release v1.35 --force",
  );
  const words = ["init", "--product", "a b/PRODUCT.yaml", "--out", "a b", "--release", "v1.35", "--force"];
  const { ask, questions } = person("https://acme.test/docs", "", "distribution", "Fast.", "k8s@acme.test");
  const made = await call(words, { cwd, ask });
  expect(made.code).toBe(0);
  expect(questions.map((question) => question.split(" ", 1)[0])).toEqual([
    "documentation_url",
    "product_logo_url",
    "type",
    "description",
    "contact_email_address",
  ]);
  expect(text("a b/PRODUCT.yaml")).toBe(`vendor: "ACME"
name: "Turbo"
version: "1.30"
website_url: "https://acme.test"
documentation_url: "https://acme.test/docs"
type: "distribution"
description: "Fast."
contact_email_address: "k8s@acme.test"
`);
  expect(text("a b/README.md")).toStartWith("# Conformance results for v1.35: Turbo 1.30\n");
});

test("Ctrl-C keeps last release's file but for its version, which is asked again; a file that is there is not lost", async () => {
  const old = last.replace("vendor: ACME", 'vendor: ""');
  write(cwd, { "turbo/PRODUCT.yaml": old, "turbo/README.md": "# Turbo\n", "PRODUCT.yaml": "mine" });
  const left = await call(["init", "--from", "turbo", "--force"], { cwd, ...leaver("ACME") });
  expect(left.code).toBe(130);
  expect(text("PRODUCT.yaml")).toBe("mine");
  expect(text("PRODUCT.unfinished.yaml")).toBe(
    last.replace("vendor: ACME", 'vendor: "ACME"').replace("version: v1.7.0", 'version: ""'),
  );
  expect(left.stderr).toContain("init --product PRODUCT.unfinished.yaml --from turbo --out . --force\n");
  const { ask, questions } = person("v1.8.0");
  const words = ["init", "--product", "PRODUCT.unfinished.yaml", "--from", "turbo", "--force"];
  expect((await call(words, { cwd, ask })).code).toBe(0);
  expect(questions).toEqual(["version (the product's own version): "]);
  expect(text("PRODUCT.yaml")).toContain('vendor: "ACME"\nversion: "v1.8.0"\n');
});

test("what --from and --product cannot use is reported by the flag's name", async () => {
  expect((await run("--from", "none")).stderr).toMatch(/error: --from .*none: no such file/);
  expect((await run("--product", "none")).stderr).toMatch(/error: --product .*none: no such file/);
});
