import { parse } from "yaml";
import { heldImages, isRequired } from "../../images/held.ts";
import { copyOf, mappedBy } from "../../images/mapping.ts";
import { minorIn } from "../../results/layout.ts";
import type { RunRequest } from "../../run/plan/plan.ts";

/**
 * The names under which the pods of the suite's required tests pull their images; the conformance image is not among them. Undefined where they
 * are unknown: for a release that is not held, or a list of registries that only the suite reads.
 */
export async function suiteImages(
  server: string,
  { imageRepo, testRepoList }: Pick<RunRequest, "imageRepo" | "testRepoList">,
): Promise<readonly string[] | undefined> {
  const minor = minorIn(server);
  const list = minor === undefined ? undefined : await heldImages(minor);
  if (list === undefined || (testRepoList !== undefined && "url" in testRepoList)) return undefined;
  const registries: Record<string, string> = testRepoList === undefined ? {} : parse(testRepoList.yaml);
  return list.images
    .filter((image) => isRequired(image) && image.id !== undefined)
    .map((image) =>
      imageRepo === undefined
        ? mappedBy(image, registries, list)
        : copyOf(image, imageRepo, "one-repository"),
    );
}
