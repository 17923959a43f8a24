import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { RunError } from "../../errors.ts";
import { byteWords } from "../../text/bytes.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";

/** `images verify FILE`: whether an archive is whole. */
export function verifyCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return new Command("verify")
    .summary("check whether an archive of images is whole")
    .description(
      "Reads an archive to its end and compares every file with its digest, and checks that everything is there of which its images consist. It contacts nothing.",
    )
    .argument("<file>", "the archive, or its first volume")
    .addHelpText(
      "after",
      `
Examples:
  ${name} images verify images.tar

Exit codes:
  0 the archive is whole   2 it cannot be read, or was cut short   3 it is damaged`,
    )
    .action((file) => verifyImages(context, file));
}

async function verifyImages({ io }: Context, given: string): Promise<void> {
  const { Archive } = await import("../../oci/archive/read.ts");
  const { verifyArchive } = await import("../../oci/archive/verify.ts");
  const archive = await Archive.open(path.resolve(io.cwd, given));
  try {
    const { images, blobs, bytes, faults } = await verifyArchive(archive, () => io.signal.throwIfAborted());
    for (const fault of faults.slice(1)) io.stderr.write(`${safe(fault)}\n`);
    const [first] = faults;
    if (first !== undefined) {
      const more = faults.length === 1 ? "" : `, and ${faults.length - 1} more`;
      throw new RunError(`${safe(given)} is damaged: ${first}${more}`, { fix: "transfer it again" });
    }
    io.stdout.write(`${images} images, ${blobs} blobs, ${byteWords(bytes)}: all whole\n`);
  } finally {
    await archive.close();
  }
}
