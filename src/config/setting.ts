/** What a file or the environment says about a flag, before it is checked against the flag's declaration. */
export interface Setting {
  /** The flag's name: `skip-preflight`. */
  readonly flag: string;
  readonly values: readonly string[];
  /** Where it was read: `conformance.yaml:3`, `KUBECTL_CONFORMANCE_MODE`. */
  readonly from: string;
  /** The environment overrides a file that nobody named, which overrides the user's own or the one that was named. */
  readonly by: "variable" | "stray" | "file";
}

/** Whether a flag's value is never shown. */
export function isSecret(flag: string): boolean {
  return ["token", "password", "notify", "on-finish"].includes(flag);
}
