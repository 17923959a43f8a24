/** Which specs run: Ginkgo's regexps for them, and the purpose of the mode. */
export interface ModeSpecs {
  readonly focus: string;
  /** Empty: none. */
  readonly skip: string;
  readonly description: string;
}

/** The modes, by the names that users of Sonobuoy know. */
export const modes = {
  "certified-conformance": {
    focus: "\\[Conformance\\]",
    skip: "",
    description: "all conformance tests: the only mode whose results certify",
  },
  "non-disruptive-conformance": {
    focus: "\\[Conformance\\]",
    skip: "\\[Disruptive\\]|NoExecuteTaintManager",
    description: "the conformance tests that leave other workloads alone",
  },
  quick: {
    focus: "Pods should be submitted and removed",
    skip: "",
    description: "one test that takes half a minute, to see whether runs work at all",
  },
} as const satisfies Record<string, ModeSpecs>;

export type Mode = keyof typeof modes;

export const modeNames: readonly Mode[] = Object.keys(modes).filter(isMode);

export function isMode(name: string): name is Mode {
  return Object.hasOwn(modes, name);
}
