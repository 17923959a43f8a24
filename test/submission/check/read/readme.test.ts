import { expect, test } from "bun:test";
import type { Facts } from "../../../../src/submission/check/facts.ts";
import { readmeContent } from "../../../../src/submission/check/read/readme.ts";
import { readmeInstallation, readmeSteps } from "../../../../src/submission/check/rules/readme.ts";

function judged(text: string) {
  const file = { path: "v1.35/acme/README.md", size: text.length };
  const facts = { readme: { file, text, content: readmeContent(text) } } as Facts;
  return { steps: readmeSteps.judge(facts).ours, installation: readmeInstallation.judge(facts).ours };
}

test("numbered steps without commands are steps", () => {
  const text =
    "1. Sign up for an account at https://acme.test/\n2. Log in\n3. Choose a size\n4. Click Create Cluster\n5. Follow the [instructions](https://github.com/cncf/k8s-conformance) to run Sonobuoy\n";
  expect(judged(text)).toEqual({ steps: "warn", installation: "pass" });
});

test("a link to how the cluster is made and one block of the runner's commands is asked about", () => {
  const runner = "```sh\nkubectl conformance run --certifiable\ntar xf results.tar.gz\n```\n";
  expect(judged(`# Acme\n\nCreate a cluster as [described](https://acme.test/docs).\n\n${runner}`)).toEqual({
    steps: "pass",
    installation: "warn",
  });
  expect(judged(`# Acme\n\n\`\`\`sh\nacme create cluster --nodes 3\n\`\`\`\n\n${runner}`)).toEqual({
    steps: "pass",
    installation: "pass",
  });
});

test("links alone are refused", () => {
  expect(judged("See the [guide](https://acme.test/docs).\n").steps).toBe("fail");
});
