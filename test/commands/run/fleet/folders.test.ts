import { expect, test } from "bun:test";
import { folderNames } from "../../../../src/commands/run/fleet/folders.ts";

test("a folder for each name, whatever it holds, and no two alike on any file system", () => {
  const names = [
    "staging",
    "Staging",
    "arn:aws:eks:eu-1:12:cluster/prod",
    "../../etc",
    "..",
    "user@host",
    "ü",
  ];
  expect(folderNames(names)).toEqual([
    "staging",
    "Staging-2",
    "arn-aws-eks-eu-1-12-cluster-prod",
    "etc",
    "cluster",
    "user-host",
    "cluster-2",
  ]);
  expect(folderNames(["a".repeat(300)])[0]).toHaveLength(100);
});
