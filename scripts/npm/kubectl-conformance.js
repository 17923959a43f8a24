#!/usr/bin/env node
// The command of the npm package. It is written for Nodes of any age, so that an old one prints what is wrong, not a syntax error.
const versions = process.versions;
if (versions.bun || versions.deno || Number.parseInt(versions.node, 10) >= 22) {
  void import("./main.js");
} else {
  process.stderr.write(
    `error: Node ${versions.node} is too old for kubectl-conformance, which needs Node 22 or newer\n` +
      "fix: install a newer Node, or use the program of a release, which needs no Node\n",
  );
  // no verdict, as in src/errors.ts
  process.exitCode = 3;
}
