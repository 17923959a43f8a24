import type { Clock } from "../clock.ts";
import type { Folder, Growing } from "./files.ts";

/** The process of an image's own entrypoint. */
export interface Process {
  readonly env: Readonly<Record<string, string>>;
  readonly results: Folder;
  readonly log: Growing;
  /** Aborted when its processes get SIGINT. */
  readonly interrupted: AbortSignal;
  /** Aborted when the container is killed. */
  readonly signal: AbortSignal;
}

/** Which images are available, and what they do. */
export interface Images {
  /** Whether the registry has it. */
  has(image: string): boolean;
  /** Runs an image's entrypoint and returns its exit code; undefined if it only waits to be killed. */
  entrypoint(image: string): ((process: Process) => Promise<number>) | undefined;
}

/** Reports an event about the container whose image is pulled. */
export type Emit = (type: "Normal" | "Warning", reason: string, message: string) => void;

const pullTakes = 700;

/** Brings images to the nodes. */
export class Puller {
  readonly #clock: Clock;
  readonly #images: Images;
  readonly #pulled = new Set<string>();

  constructor(clock: Clock, images: Images) {
    this.#clock = clock;
    this.#images = images;
  }

  /** Tries once; returns the runtime's error if the image cannot be pulled. */
  async pull(image: string, emit: Emit, signal: AbortSignal): Promise<string | undefined> {
    if (this.#pulled.has(image)) {
      emit(
        "Normal",
        "Pulled",
        `Container image "${image}" already present on machine and can be accessed by the pod`,
      );
      return undefined;
    }
    emit("Normal", "Pulling", `Pulling image "${image}"`);
    await this.#clock.sleep(pullTakes, signal);
    if (!this.#images.has(image)) {
      const resolving = `failed to pull and unpack image "${image}": failed to resolve reference "${image}"`;
      const error = `rpc error: code = NotFound desc = ${resolving}: ${image}: not found`;
      emit("Warning", "Failed", `Failed to pull image "${image}": ${error}`);
      emit("Warning", "Failed", "Error: ErrImagePull");
      return error;
    }
    this.#pulled.add(image);
    const took = `${pullTakes}ms (${pullTakes}ms including waiting)`;
    emit("Normal", "Pulled", `Successfully pulled image "${image}" in ${took}. Image size: 294967296 bytes.`);
    return undefined;
  }
}
