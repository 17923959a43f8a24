import { InputError, UserError } from "../errors.ts";
import { TooLarge } from "../net/bytes.ts";
import { parseAs } from "../schema/faults.ts";
import { StoreError } from "../stores/errors.ts";
import type { Store } from "../stores/store.ts";
import { safe } from "../text/safe.ts";
import { type BuildHead, headOf, readFinished, readStarted } from "./build/metadata.ts";
import { buildOfJunit, type JunitFile } from "./build/of-junit.ts";
import { type Build, buildSchema } from "./build/schema.ts";
import { isBuildId, junitName, newestFirst, objectNames } from "./layout.ts";

/** What a store has of a build. */
export type Reading<T> =
  | { readonly kind: "complete"; readonly build: string; readonly value: T }
  /** It has no finished.json: it is being published, or its publication was cut. */
  | { readonly kind: "unfinished"; readonly build: string; readonly started: number | undefined }
  /** `why` follows its number. */
  | { readonly kind: "unreadable"; readonly build: string; readonly why: string };

/** A whole build with its head. */
export interface WholeBuild {
  readonly head: BuildHead;
  readonly build: Build;
}

const mostOfSmall = 1024 * 1024;
const mostOfBuild = 16 * 2 ** 20;
// as much of a junit as is read elsewhere; Spyglass reads 200 MB
const mostOfJunit = 256 * 2 ** 20;
const mostJunits = 50;

/** The numbers of a job's builds, the newest first. Throws StoreError. */
export async function listBuilds(store: Store): Promise<readonly string[]> {
  const { folders } = await store.list();
  return folders.filter(isBuildId).toSorted(newestFirst);
}

/** What a build's own small objects say about it. Throws StoreError if the store does not answer, and the signal's reason. */
export async function readHead(store: Store, build: string): Promise<Reading<BuildHead>> {
  return guarded(build, async () => {
    const finished = await textOf(store, `${build}/${objectNames.finished}`);
    if (finished === undefined) return unfinished(store, build);
    const head = readFinished(build, finished);
    // this program's builds have their start as their number
    const started = head.seconds === undefined ? await startOf(store, build) : Number(build) * 1000;
    return {
      kind: "complete",
      build,
      value: { ...head, ...(started !== undefined && { started }) },
    };
  });
}

/** A whole build: from this program's object, or from any publisher's junit. Throws StoreError, and the signal's reason. */
export async function readBuild(
  store: Store,
  build: string,
  job: string,
  signal: AbortSignal,
): Promise<Reading<WholeBuild>> {
  return guarded(build, async () => {
    const finished = await textOf(store, `${build}/${objectNames.finished}`);
    if (finished === undefined) return unfinished(store, build);
    const head = readFinished(build, finished);
    const own = await textOf(store, `${build}/${objectNames.build}`, mostOfBuild);
    if (own !== undefined) {
      const whole = parseAs(buildSchema, own);
      if (whole.build !== build || whole.job !== job)
        return {
          kind: "unreadable",
          build,
          why: `was published as build ${safe(whole.build)} of ${safe(whole.job)}`,
        };
      return { kind: "complete", build, value: { head: headOf(whole, head.finished), build: whole } };
    }
    const started = await startOf(store, build);
    const known = { ...head, ...(started !== undefined && { started }) };
    const whole = await buildOfJunit(known, job, await junits(store, build), signal);
    return { kind: "complete", build, value: { head: headOf(whole, head.finished), build: whole } };
  });
}

/** The junit files of a build, wherever TestGrid would find them: beside started.json, or in artifacts/. */
async function junits(store: Store, build: string): Promise<readonly JunitFile[]> {
  const { folders, objects } = await store.list(build);
  const names = objects.map((name) => `${build}/${name}`);
  if (folders.includes("artifacts")) {
    const below = await store.list(`${build}/artifacts`);
    names.push(...below.objects.map((name) => `${build}/artifacts/${name}`));
  }
  const files: JunitFile[] = [];
  for (const name of names.filter((one) => junitName.test(one)).slice(0, mostJunits)) {
    const found = await store.read(name, mostOfJunit);
    if (found !== undefined) files.push({ name, bytes: found.bytes });
  }
  return files;
}

async function unfinished<T>(store: Store, build: string): Promise<Reading<T>> {
  return { kind: "unfinished", build, started: await startOf(store, build) };
}

async function startOf(store: Store, build: string): Promise<number | undefined> {
  const text = await textOf(store, `${build}/${objectNames.started}`);
  return text === undefined ? undefined : readStarted(text).started;
}

async function textOf(store: Store, name: string, most = mostOfSmall): Promise<string | undefined> {
  const found = await store.read(name, most);
  return found === undefined ? undefined : new TextDecoder().decode(found.bytes);
}

/** A build with bad content is one that cannot be read; a store that fails is an error. */
async function guarded<T>(build: string, work: () => Promise<Reading<T>>): Promise<Reading<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (error instanceof SyntaxError || error instanceof TooLarge || error instanceof InputError)
      return { kind: "unreadable", build, why: `cannot be read: ${safe(error.message.slice(0, 300))}` };
    if (error instanceof UserError) throw error;
    throw error;
  }
}
