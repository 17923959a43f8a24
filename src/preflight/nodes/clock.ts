import type { V1Lease } from "@kubernetes/client-node";
import { type Check, count, few, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";
import type { ServerAnswer } from "../snapshot.ts";

/** Whether the clocks of this machine, the server and the nodes agree. */
export const clock: Check = { name: "clock", judge };

// more than a slow answer or the server's whole seconds explain
const tolerated = 5000;

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  const [server, leases] = await Promise.all([snapshot.server(), snapshot.leases()]);
  return [judgeClocks(server, leases)];
}

/** Judges the clocks by the server's `Date` header and the nodes' leases. Pure. */
export function judgeClocks(server: ServerAnswer, leases: readonly V1Lease[]): Judgement {
  const mine = server.date === undefined ? undefined : machineSkew(server.date, server);
  const nodes = leases.flatMap((lease) => {
    const skew = nodeSkew(lease);
    return skew === undefined ? [] : [{ name: lease.metadata?.name ?? "", skew }];
  });
  const off = [
    ...(mine !== undefined && Math.abs(mine) > tolerated ? [`this machine is ${inWords(mine)}`] : []),
    ...nodes
      .filter(({ skew }) => Math.abs(skew) > tolerated)
      .map(({ name, skew }) => `${name} is ${inWords(skew)}`),
  ];
  if (off.length > 0) {
    return warn(
      `against the server's clock ${few(off)}`,
      "tokens and certificates are refused before or after their validity, and times of events cannot be compared; on the machine that is off:",
      "timedatectl set-ntp true",
    );
  }
  const seen = [
    ...(mine === undefined ? [] : ["this machine"]),
    ...(nodes.length === 0 ? [] : [count(nodes.length, "node")]),
  ];
  return seen.length === 0
    ? unknown("nothing shows the server's time")
    : pass(`${seen.join(" and ")} within 5 s of the server`);
}

/** Milliseconds that this machine is ahead of the server, at least: the header counts whole seconds. */
function machineSkew(date: number, { asked, answered }: ServerAnswer): number {
  if (asked > date + 1000) return asked - (date + 1000);
  return answered < date ? answered - date : 0;
}

/** Milliseconds that a node is ahead: the kubelet writes its own time into its lease, and the server records when it was written. */
function nodeSkew(lease: V1Lease): number | undefined {
  // the library leaves times with microseconds as strings
  const { renewTime } = lease.spec ?? {};
  const renewed = renewTime === undefined ? undefined : new Date(renewTime).getTime();
  const noted = lease.metadata?.managedFields
    ?.filter(({ fieldsV1 }) => JSON.stringify(fieldsV1 ?? {}).includes("f:renewTime"))
    .map(({ time }) => time?.getTime() ?? 0);
  if (renewed === undefined || noted === undefined || noted.length === 0) return undefined;
  return renewed - Math.max(...noted);
}

function inWords(skew: number): string {
  return `${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? "ahead" : "behind"}`;
}
