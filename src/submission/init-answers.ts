import { InputError } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { safe } from "../text/safe.ts";
import type { Question } from "./init.ts";
import { type Field, fieldFault, fields } from "./product.ts";

/** The flag of each field of PRODUCT.yaml. */
const fieldFlags: Readonly<Record<string, string>> = {
  vendor: "--vendor",
  name: "--name",
  version: "--version",
  website_url: "--website-url",
  repo_url: "--repo-url",
  documentation_url: "--documentation-url",
  product_logo_url: "--logo-url",
  type: "--type",
  description: "--description",
  contact_email_address: "--contact-email",
};

/**
 * The fields that flags set, by the fields' names.
 * @throws InputError naming every flag whose value is not accepted
 */
export function givenFields(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given: Record<string, string> = {};
  const wrong: string[] = [];
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined) continue;
    const fault = fieldFault(field, value);
    if (fault === undefined) given[field.name] = value.trim();
    else wrong.push(`${fieldFlags[field.name]} ${fault}`);
  }
  if (wrong.length > 0) throw new InputError(wrong.map(safe).join("\n"));
  return given;
}

/** How the fields of a file are given and judged: the flag of each, and what is wrong with a value. */
export interface Form {
  readonly flags: Readonly<Record<string, string>>;
  readonly faultOf: (field: Field, value: string) => string | undefined;
}

const ownForm: Form = { flags: fieldFlags, faultOf: fieldFault };

/** Asks the user, and checks each answer before the next question; if nobody can be asked, the suggested values are used. */
export async function answerAll(
  questions: readonly Question[],
  answers: Record<string, string>,
  io: Pick<Io, "ask" | "stderr" | "signal">,
  { flags, faultOf }: Form = ownForm,
): Promise<void> {
  if (io.ask === undefined) {
    const missing = questions.filter(({ field, offered }) => offered === undefined && field.isRequired);
    const wrong = questions.filter(({ field, fault }) => fault !== undefined && !field.isRequired);
    const lines = [...missing, ...wrong].map(
      ({ field, fault }) => `${flags[field.name]} ${fault ?? `is missing: ${field.hint}`}`,
    );
    if (lines.length > 0)
      throw new InputError(lines.map(safe).join("\n"), { fix: "pass these flags, or run it at a terminal" });
    for (const { field, offered } of questions) {
      if (offered === undefined) continue;
      const flag = flags[field.name];
      io.stderr.write(
        `warning: ${field.name} stays ${safe(offered)}, as in the earlier submission; ${flag} changes it\n`,
      );
    }
    return;
  }
  for (const question of questions) {
    answers[question.field.name] = await askUntilGood(question, io.ask, io, faultOf);
  }
}

async function askUntilGood(
  { field, offered, fault }: Question,
  ask: NonNullable<Io["ask"]>,
  io: Pick<Io, "stderr" | "signal">,
  faultOf: Form["faultOf"],
): Promise<string> {
  if (fault !== undefined) io.stderr.write(`${field.name} ${safe(fault)}\n`);
  const leave = field.isRequired ? "" : "; Enter leaves it out";
  const now = offered === undefined ? "" : ` [${safe(offered)}]`;
  for (;;) {
    const answer = await ask(`${field.name} (${field.hint}${leave})${now}: `, io.signal).catch((error) => {
      io.signal.throwIfAborted();
      throw error;
    });
    const value = answer.trim() === "" ? (offered ?? "") : answer.trim();
    const wrong = faultOf(field, value);
    if (wrong === undefined) return value;
    io.stderr.write(`${field.name} ${safe(wrong)}\n`);
  }
}
