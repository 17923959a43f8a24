/** What an error or a warning of the validator is about. */
export type Subject =
  | "place"
  | "yaml"
  | "metadata"
  | "vendor"
  | "urls"
  | "requirements"
  | "status"
  | "evidence"
  | "artifacts";

/** One line of the validator. */
export interface Message {
  readonly weight: "error" | "warning";
  readonly subject: Subject;
  /** In the validator's words. */
  readonly text: string;
}

export function error(subject: Subject, text: string): Message {
  return { weight: "error", subject, text };
}

export function warning(subject: Subject, text: string): Message {
  return { weight: "warning", subject, text };
}
