import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { writeWhole } from "../../results/files.ts";
import { shellWords } from "../../results/words.ts";
import { type EarlierSubmission, readEarlier } from "../../submission/carry.ts";
import {
  draftedProduct,
  draftedReadme,
  draftOf,
  type Question,
  unfinishedProduct,
} from "../../submission/init.ts";
import { fieldFault, fields } from "../../submission/product.ts";
import { writingTo } from "../../submission/write.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { fieldFlags, type InitFlags } from "./init.ts";

/** Writes PRODUCT.yaml and README.md. Throws InputError where a value is missing or wrong, and then writes nothing. */
export async function initAction(context: Context, flags: InitFlags): Promise<void> {
  const { io } = context;
  const given = givenFields(flags);
  const earlier = await readBeginning(flags, io);
  const folder = path.resolve(io.cwd, flags.out);
  const here = (file: string) => path.relative(io.cwd, path.join(folder, file));
  const keepsReadme = earlier?.readme === undefined && (await isThere(path.join(folder, "README.md")));
  await refuseOverwriting(folder, keepsReadme ? ["PRODUCT.yaml"] : ["PRODUCT.yaml", "README.md"], flags);

  const draft = draftOf(given, earlier?.product, flags.from !== undefined && flags.product === undefined);
  const answers: Record<string, string> = {};
  try {
    await answerAll(draft.questions, answers, io);
  } catch (error) {
    // the cursor still stands behind the question
    if (io.ask !== undefined) io.stderr.write("\n");
    if (Object.keys(answers).length > 0) {
      const open = draft.questions.filter(({ field }) => answers[field.name] === undefined);
      const kept = unfinishedProduct({ ...given, ...answers }, earlier?.product, open);
      await keepAnswers(kept.text, folder, flags, context);
    }
    throw error;
  }
  const product = draftedProduct({ ...given, ...answers }, earlier?.product);
  const readme = draftedReadme(product, earlier, flags.release);

  await writingTo(folder, () =>
    writeWhole(path.join(folder, "PRODUCT.yaml"), product.text, { overwrite: true }),
  );
  io.stdout.write(`${safe(here("PRODUCT.yaml"))}\n`);
  if (!keepsReadme) {
    await writingTo(folder, () => writeWhole(path.join(folder, "README.md"), readme, { overwrite: true }));
    io.stdout.write(`${safe(here("README.md"))}\n`);
  }
  if (/fill in:/.test(readme) && !keepsReadme) {
    io.stderr.write(
      `before it is submitted:\n  write the steps marked «fill in» into ${safe(here("README.md"))}\n`,
    );
  }
}

/** The fields that flags name. */
function givenFields(flags: InitFlags): Record<string, string> {
  const values: Readonly<Record<string, string | undefined>> = {
    vendor: flags.vendor,
    name: flags.name,
    version: flags.version,
    website_url: flags.websiteUrl,
    repo_url: flags.repoUrl,
    documentation_url: flags.documentationUrl,
    product_logo_url: flags.logoUrl,
    type: flags.type,
    description: flags.description,
    contact_email_address: flags.contactEmail,
  };
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

async function readBeginning(flags: InitFlags, io: Io): Promise<EarlierSubmission | undefined> {
  const read = async (given: string | undefined, flag: string) =>
    given === undefined ? undefined : readEarlier(path.resolve(io.cwd, given), flag, io.signal);
  const from = await read(flags.from, "--from");
  const product = await read(flags.product, "--product");
  const readme = from?.readme ?? product?.readme;
  const first = product ?? from;
  return first === undefined ? undefined : { ...first, ...(readme === undefined ? {} : { readme }) };
}

async function refuseOverwriting(folder: string, files: readonly string[], flags: InitFlags): Promise<void> {
  if (flags.force === true) return;
  for (const file of files) {
    if (!(await isThere(path.join(folder, file)))) continue;
    throw new InputError(`${path.join(flags.out, file)} is there already, and is not overwritten`, {
      fix: "name another --out, or give --force",
    });
  }
}

/** Writes what was answered where no other file is lost, and tells the command that goes on. */
async function keepAnswers(
  text: string,
  folder: string,
  flags: InitFlags,
  { io, name }: Context,
): Promise<void> {
  const whole = path.join(folder, "PRODUCT.yaml");
  const isOther = flags.product === undefined || path.resolve(io.cwd, flags.product) !== whole;
  const file = isOther && (await isThere(whole)) ? path.join(folder, "PRODUCT.unfinished.yaml") : whole;
  await writingTo(folder, () => writeWhole(file, text, { overwrite: true }));
  const here = path.relative(io.cwd, file);
  const words = [
    ...["--product", here],
    ...(flags.from === undefined ? [] : ["--from", flags.from]),
    ...["--out", flags.out],
    ...(flags.release === undefined ? [] : ["--release", flags.release]),
    "--force",
  ];
  io.stderr.write(
    `what was answered is in ${safe(here)}; to go on:\n  ${safe(`${name} submission init ${shellWords(words)}`)}\n`,
  );
}

/** Asks the person, each answer looked at before the next question; without one to ask, what is offered stays. */
async function answerAll(
  questions: readonly Question[],
  answers: Record<string, string>,
  io: Io,
): Promise<void> {
  if (io.ask === undefined) {
    const missing = questions.filter(({ field, offered }) => offered === undefined && field.isRequired);
    const wrong = questions.filter(({ field, fault }) => fault !== undefined && !field.isRequired);
    const lines = [...missing, ...wrong].map(
      ({ field, fault }) => `${fieldFlags[field.name]} ${fault ?? `is missing: ${field.hint}`}`,
    );
    if (lines.length > 0)
      throw new InputError(lines.map(safe).join("\n"), { fix: "give these flags, or run it at a terminal" });
    for (const { field, offered } of questions) {
      if (offered === undefined) continue;
      const flag = fieldFlags[field.name];
      io.stderr.write(
        `warning: ${field.name} stays ${safe(offered)}, as in the earlier submission; ${flag} changes it\n`,
      );
    }
    return;
  }
  for (const question of questions) {
    answers[question.field.name] = await askUntilGood(question, io.ask, io);
  }
}

async function askUntilGood(
  { field, offered, fault }: Question,
  ask: NonNullable<Io["ask"]>,
  io: Pick<Io, "stderr" | "signal">,
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
    const wrong = fieldFault(field, value);
    if (wrong === undefined) return value;
    io.stderr.write(`${field.name} ${safe(wrong)}\n`);
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
