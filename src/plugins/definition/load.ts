import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "../../async/paced.ts";
import { InputError, UserError } from "../../errors.ts";
import { fetchUrl } from "../../net/fetch.ts";
import type { Io } from "../../process/io.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { redactText } from "../../text/redact.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";
import type { Reading } from "./definition.ts";
import { nameFault } from "./name.ts";
import { mostOfDefinition, readDefinition } from "./read.ts";

/** A definition that the user named. */
export interface Loaded {
  /** The file or URL, fit to be printed. */
  readonly origin: string;
  readonly text: string;
  readonly reading: Reading;
}

// milliseconds
const within = 20_000;
const mostInFolder = 200;

/**
 * Reads what `-p` names: a file, each `*.yaml` and `*.yml` of a folder, or an http(s) URL. With `@name` at the end of a file or URL, the
 * plugin gets another name.
 * @throws InputError if there is nothing to read, or it is too large; a definition that is wrong is returned with its errors
 */
export async function loadDefinitions(
  given: string,
  io: Pick<Io, "cwd" | "env" | "signal"> & Clock,
): Promise<Loaded[]> {
  const url = /^https?:\/\//i.test(given);
  // the host of a URL may come after a password's @
  const [, place = given, name] = /^(.+)@([^@/\\]*)$/.exec(given) ?? [];
  const isRenamed =
    name !== undefined && (url ? /\.ya?ml$/i.test(place) : !(await isThere(path.resolve(io.cwd, given))));
  if (isRenamed) {
    const fault = nameFault(name);
    if (fault !== undefined) throw new InputError(`${shown(given)}: the name after @ ${fault}`);
  }
  const source = isRenamed ? place : given;
  if (url) return [loaded(shown(source), await download(source, io), isRenamed ? name : undefined)];
  const file = path.resolve(io.cwd, source);
  const entry = await stat(file).catch((cause: unknown) => {
    throw new InputError(`${shown(source)}: ${systemWords(cause)}`, {
      fix: "name the file of a plugin definition, a folder with such files, or an http(s) URL",
      cause,
    });
  });
  if (!entry.isDirectory())
    return [loaded(shown(source), await readText(file, source, io), isRenamed ? name : undefined)];
  if (isRenamed) throw new InputError(`${shown(given)}: a folder cannot be renamed with @`);
  const names = (await readdir(file)).filter((one) => /\.ya?ml$/.test(one)).sort();
  if (names.length === 0) throw new InputError(`${shown(source)}: the folder has no *.yaml`);
  if (names.length > mostInFolder)
    throw new InputError(`${shown(source)}: the folder has more than ${mostInFolder} *.yaml`);
  const all: Loaded[] = [];
  for (const one of names) {
    const origin = path.join(source, one);
    all.push(loaded(shown(origin), await readText(path.join(file, one), origin, io), undefined));
  }
  return all;
}

function loaded(origin: string, text: string, name: string | undefined): Loaded {
  const reading = readDefinition(text);
  const { definition } = reading;
  if (definition === undefined || name === undefined) return { origin, text, reading };
  return { origin, text, reading: { ...reading, definition: { ...definition, name } } };
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function readText(file: string, origin: string, { signal }: Pick<Io, "signal">): Promise<string> {
  const reading = await readFileWithin(file, { most: mostOfDefinition, signal });
  if (reading.kind === "absent") throw new InputError(`${shown(origin)}: no such file or directory`);
  if (reading.kind !== "read") throw new InputError(`${shown(origin)}: ${reading.why}`);
  return new TextDecoder().decode(reading.bytes);
}

async function download(url: string, io: Pick<Io, "env" | "signal"> & Clock): Promise<string> {
  const refuse = (why: string, cause?: unknown) => new InputError(`${shown(url)}: ${why}`, { cause });
  if (!URL.canParse(url)) throw refuse("is not a URL");
  try {
    const { status, body } = await fetchUrl(new URL(url), { most: mostOfDefinition, within, io });
    if (status !== 200) throw refuse(`the server answered ${status}`);
    return body.toString("utf8");
  } catch (cause) {
    io.signal.throwIfAborted();
    if (cause instanceof InputError || !(cause instanceof UserError)) throw cause;
    throw refuse(cause.message, cause);
  }
}

function shown(given: string): string {
  return safe(redactText(given));
}
