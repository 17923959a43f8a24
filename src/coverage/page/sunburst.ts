import type { Coverage, Endpoint } from "../schema.ts";
import { groupsOf, type State, stateOf, versionsOf } from "./data.ts";

/** A piece of a ring: of a group, a version or an endpoint. */
export interface Piece {
  readonly ring: "group" | "version" | "endpoint";
  readonly name: string;
  /** Of the whole circle, from 0 at the top to 1, clockwise. */
  readonly from: number;
  readonly to: number;
  readonly state: State;
  /** Of the eligible endpoints; 1 or 0 for an endpoint. */
  readonly share: number;
}

/** The pieces of three rings, from the inside: groups, their versions, their endpoints; each endpoint is as wide as the others. */
export function sunburst(
  coverage: Pick<Coverage, "definition" | "userAgent">,
  endpoints: readonly Endpoint[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  const width = 1 / Math.max(endpoints.length, 1);
  let at = 0;
  const branch = (ring: Piece["ring"], name: string, some: readonly Endpoint[]) => {
    const states = some.map((one) => stateOf(coverage, one));
    const covered = states.filter((state) => state === "covered").length;
    const eligible = covered + states.filter((state) => state === "untested").length;
    const hasNone: State = states.includes("tested") ? "tested" : "other";
    const state: State = eligible === 0 ? hasNone : covered === 0 ? "untested" : "covered";
    const share = eligible === 0 ? 0 : covered / eligible;
    pieces.push({ ring, name, from: at * width, to: (at + some.length) * width, state, share });
  };
  for (const group of groupsOf(endpoints)) {
    branch("group", group.name, group.endpoints);
    for (const version of versionsOf(group.endpoints)) {
      branch("version", version.name, version.endpoints);
      for (const endpoint of version.endpoints) {
        branch("endpoint", endpoint.operationId, [endpoint]);
        at++;
      }
    }
  }
  return pieces;
}

const rings: Readonly<Record<Piece["ring"], readonly [inner: number, outer: number]>> = {
  group: [74, 108],
  version: [110, 128],
  endpoint: [130, 196],
};

/** The outline of a piece as an SVG path around 0,0. */
export function outline({ ring, from, to }: Piece): string {
  const [inner, outer] = rings[ring];
  // a whole circle has no two ends
  const end = Math.min(to, from + 0.99999);
  const isLarge = end - from > 0.5 ? 1 : 0;
  return [
    `M${place(outer, from)}`,
    `A${outer} ${outer} 0 ${isLarge} 1 ${place(outer, end)}`,
    `L${place(inner, end)}`,
    `A${inner} ${inner} 0 ${isLarge} 0 ${place(inner, from)}Z`,
  ].join("");
}

function place(radius: number, turn: number): string {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
}
