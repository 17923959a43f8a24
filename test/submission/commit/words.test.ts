import { describe, expect, test } from "bun:test";
import { kubernetesCertificate } from "../../../src/submission/commit/certificate.ts";
import type { Clone, Remote } from "../../../src/submission/commit/clone.ts";
import { nextSteps, pushRemote } from "../../../src/submission/commit/words.ts";

const cncf: Remote = { name: "upstream", owner: "CNCF", repository: "k8s-conformance" };
const fork: Remote = { name: "origin", owner: "acme", repository: "k8s-conformance" };
const other: Remote = { name: "team", owner: "team", repository: "k8s-conformance" };

/** Nothing here asks git. */
const clone = (...remotes: Remote[]) =>
  ({ top: "/c l", baseBranch: "main", remotes, certificate: kubernetesCertificate }) as unknown as Clone;

describe("pushRemote", () => {
  test("never takes cncf's own by itself, and origin before others", () => {
    expect(pushRemote(clone(cncf, other, fork), undefined)).toBe(fork);
    expect(pushRemote(clone(cncf, other), undefined)).toBe(other);
    expect(pushRemote(clone({ ...cncf, name: "origin" }), undefined)).toBeUndefined();
    expect(pushRemote(clone(), undefined)).toBeUndefined();
  });

  test("takes the one that is named, whichever it is", () => {
    expect(pushRemote(clone(cncf, fork), "upstream")).toBe(cncf);
    expect(pushRemote(clone(cncf, fork), "none")).toBeUndefined();
  });
});

describe("nextSteps", () => {
  const committed = {
    branch: "v1.35-acme",
    commit: "abc1234",
    way: "new",
    signedOffBy: "J <j@acme.test>",
  } as const;
  const place = { minor: "v1.35", product: "acme" };

  test("are lines that can be run and opened as they are", () => {
    const lines = nextSteps(clone(fork), committed, place, fork).split("\n");
    expect(lines[0]).toBe("abc1234 on branch v1.35-acme: new commit, signed off by J <j@acme.test>");
    expect(lines).toContain("  Conformance results for v1.35/acme");
    expect(lines).toContain("  git -C '/c l' push --force-with-lease --set-upstream origin v1.35-acme");
    expect(lines).toContain(
      "  https://github.com/cncf/k8s-conformance/compare/main...acme:v1.35-acme?expand=1&title=Conformance%20results%20for%20v1.35%2Facme",
    );
    expect(lines.join("\n")).not.toContain("remote add");
  });

  test("without a fork say how to make one", () => {
    const text = nextSteps(clone(cncf), { ...committed, way: "amended" }, place, undefined);
    expect(text).toContain(": amended, signed off");
    expect(text).toContain("git -C '/c l' remote add fork git@github.com:YOUR-ACCOUNT/k8s-conformance.git");
    expect(text).toContain(" --set-upstream fork v1.35-acme");
    expect(text).toContain("main...YOUR-ACCOUNT:v1.35-acme?");
  });
});
