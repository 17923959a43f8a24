import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { bundlePage, pages } from "../../scripts/page/bundle.ts";
import { reportHtml } from "../../src/report/html.ts";
import { LogParts } from "../../src/report/logs.ts";
import page from "../../src/report/page.json" with { type: "json" };
import { hostile, sampleSpecs, spec, subject, unpack } from "./sample.ts";

const html = (of = subject()) => reportHtml(of, { logs: new LogParts() });

test("the page in the repository is the one that its source makes: npm run page writes it", async () => {
  for (const source of pages) {
    const held = JSON.parse(readFileSync(path.resolve(import.meta.dir, "../..", source.bundle), "utf8"));
    expect(held).toEqual(await bundlePage(source));
  }
});

describe("report.html", () => {
  test("needs no network, and lets nothing run but its one script", async () => {
    const text = await html();
    expect(text).not.toMatch(/(?:src|href)="(?!#)/);
    expect(text).not.toMatch(/ (?:style|on\w+)="/);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
      .exec(text)?.[1]
      ?.replaceAll("&#39;", "'");
    const hash = (tag: string) => {
      const [, inner = ""] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text) ?? [];
      return `'sha256-${createHash("sha256").update(inner).digest("base64")}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash("script")}; style-src ${hash("style")}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  test("says the verdict, why it does not certify and each cause before its script has run", async () => {
    const [head = ""] = (await html()).split('<template id="data">');
    expect(head).toContain("<h1>Failed</h1>");
    expect(head).toContain("1 of 4 tests failed in 27m02s");
    expect(head).toContain("<li>1 required tests failed</li>");
    expect(head).toContain("<h3>ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m</h3>");
    expect(head).toContain("at k8s.io/kubernetes/test/e2e/network/service.go:4291");
    expect(head).toContain("2026-11-20 22:16:04 UTC");
    expect(head).toContain("kubectl conformance run --focus");
  });

  test("says a cause that many tests share once", async () => {
    const failed = [1, 2, 3].map((n) =>
      spec(`test ${n}`, 0, 1, { state: "failed", cause: `ErrImagePull on node${n}: no such host` }),
    );
    const text = await html(subject(failed));
    expect(text.match(/<h3>/g)).toHaveLength(1);
    expect(text).toContain("3 tests failed for this reason:");
  });

  test("leads with what tests waited for, though it failed none, and groups those that it failed", async () => {
    const cause = {
      about: "image",
      what: `agnhost on ${hostile}`,
      why: "ErrImagePull (x)",
      fix: hostile,
      began: "2026-11-20T22:16:04.000Z",
      specs: 5,
      failed: ["[sig-node] a", "[sig-node] b"],
    } as const;
    const failed = ["a", "b"].map((name) =>
      spec(`[sig-node] ${name}`, 0, 1, { state: "failed", cause: `timed out: ${name}` }),
    );
    const text = await html(subject(failed, { causes: [cause] }));
    expect(text.indexOf('id="causes"')).toBeLessThan(text.indexOf('id="failures"'));
    expect(text).toContain("2 tests failed for this reason:");
    expect(text).toContain("<strong>5 tests waited for agnhost on &lt;/script&gt;");
    expect(text).not.toContain("<img");
  });

  test("keeps hostile names, causes, words and places text", async () => {
    const bad = spec(`[sig-node] ${hostile}`, 0, 1, {
      state: "failed",
      cause: hostile,
      message: `${hostile}\nand ${hostile}`,
      location: hostile,
    });
    const text = await html(
      subject([bad, ...sampleSpecs], {
        name: hostile,
        deviations: [hostile],
        reason: hostile,
        missing: [hostile],
        facts: [["Command", hostile]],
      }),
    );
    const outside = text.replace(page.script, "");
    expect(outside.match(/<script/g)).toHaveLength(1);
    expect(outside).not.toContain("<img");
    expect(["\u202e", "\u001b"].filter((mark) => text.includes(mark))).toEqual([]);
    expect(text).toContain("&lt;img src=x onerror=window.owned=1&gt;&lt;U+202E&gt;gnp.exe^[[31m");
    expect(JSON.parse(unpack(text, "data")).tests[0].name).toContain(hostile);
  });

  test("is as small for a passed run as it can be: no failures, nothing to run again", async () => {
    const text = await html(
      subject([spec("a", 0, 1), spec("b", 1, 2)], { certifiable: true, deviations: [] }),
    );
    expect(text).toContain("All 2 tests passed");
    expect(text).toContain("<strong>Certifiable.</strong>");
    expect(text).not.toContain('id="failures"');
    expect(text).not.toContain("--focus");
  });
});
