import { minorOf } from "../../../results/layout.ts";
import { minorNumber } from "../../../suite/required/minor.ts";
import { newerThanHeld } from "../../../suite/required/newer.ts";
import { minorsBefore } from "../../../suite/taken.ts";
import { botFails, type Check, type Judgement, ours, refused, scenario } from "../check.ts";
import type { Facts } from "../facts.ts";

/** The bot stops if no path contains a release, or the release is not a version. */
export const releaseGate: Check = {
  id: "gate-release",
  title: "the folder names the release of Kubernetes",
  fix: "name the folder above the product folder after the release: v1.35",
  judge: ({ release }) => {
    if (release !== undefined && isMinor(release)) return scenario([]);
    const words =
      release === undefined
        ? "no file is in a folder of a release such as v1.35"
        : `${release} is not a release`;
    return scenario([botFails(`${words}: the bot runs no checks`)]);
  },
};

export const windowGate: Check = {
  id: "gate-window",
  title: "the release is still accepted",
  fix: "certify a newer release of Kubernetes",
  judge: (facts) => inWindow(facts, ": the bot runs no checks"),
};

/** Never reached by a release that is too old, because the gate stops it. */
export const supportedRelease: Check = {
  id: "supported-release",
  title: "the release is a supported version of Kubernetes",
  fix: "certify a newer release of Kubernetes",
  judge: (facts) => inWindow(facts, ""),
};

function inWindow({ release, submission: { latest } }: Facts, after: string): Judgement {
  if (release === undefined || !isMinor(release))
    return scenario([botFails(`the release is not known${after}`)], { follows: "gate-release" });
  const oldest = minorNumber(latest) - minorsBefore;
  if (minorNumber(release) >= oldest) return scenario([]);
  return scenario(
    [
      botFails(
        `${release} is older than v1.${oldest % 1000}, the oldest that is accepted while ${latest} is the newest${after}`,
      ),
    ],
    { follows: after === "" ? "gate-window" : undefined },
  );
}

export const listGate: Check = {
  id: "gate-required-tests",
  title: "the required tests of the release are known",
  fix: "wait until the bot knows the release; to check now, pass its conformance.yaml with --required-tests",
  judge: ({ release, submission: { required, newestHeld } }) => {
    const newer = release === undefined ? undefined : newerThanHeld(release, newestHeld);
    if (required !== undefined || newer === undefined) return scenario([]);
    return scenario([botFails(`${newer.what}; the bot may not know them either`)], { fix: newer.fix });
  },
};

export const logVersions: Check = {
  id: "log-versions",
  title: "the versions in e2e.log match the folder's release",
  fix: "move the results to the folder of their release",
  judge: ({ release, log }) => {
    const versions = [
      ["e2e test version", log?.view.suite],
      ["kube-apiserver version", log?.view.server],
    ] as const;
    const named = versions.filter(([, version]) => version !== undefined);
    if (log === undefined || release === undefined) return ours([]);
    if (named.length === 0)
      return { ...ours([]), detail: ["e2e.log names no version, like most logs without -v"] };
    const problems = named.flatMap(([name, version = ""]) =>
      minor(version) === release ? [] : [refused(`${name} is ${version}, the folder ${release}`)],
    );
    return ours(problems, { file: log.file.path });
  },
};

function minor(version: string): string | undefined {
  return /^v?\d+\.\d+/.test(version) ? minorOf(version) : undefined;
}

function isMinor(release: string): boolean {
  return /^v1\.\d\d$/.test(release);
}
