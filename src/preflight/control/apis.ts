import type { V1APIService } from "@kubernetes/client-node";
import { type Check, count, fail, type Judgement, pass, type Subject, unknown } from "../check.ts";

/** Aggregated APIs that do not answer. */
export const apis: Check = { name: "apis", judge };

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  return judgeApis(await snapshot.apiServices());
}

/** Judges the API services. Pure. */
export function judgeApis(services: readonly V1APIService[]): readonly Judgement[] {
  const aggregated = services.filter(({ spec }) => spec?.service !== undefined);
  const broken = aggregated.flatMap((service) => {
    const available = service.status?.conditions?.find(({ type }) => type === "Available");
    return available?.status === "True" ? [] : [{ name: service.metadata?.name ?? "", available, service }];
  });
  if (broken.length === 0) {
    return [
      pass(
        aggregated.length === 0
          ? "none is aggregated"
          : `${count(aggregated.length, "aggregated API")} available`,
      ),
    ];
  }
  return broken.map(({ name, available, service }) => {
    const { namespace, name: behind } = service.spec?.service ?? {};
    if (available?.status !== "False") {
      return unknown(
        `it is unknown whether ${name} is available:  ${available?.message ?? "the server does not say"}`,
      );
    }
    const words = available.message ?? available.reason ?? "the server does not say why";
    return fail(
      `${name} is not available: ${words}`,
      `while an API does not answer, no namespace is ever fully deleted, and the suite creates and deletes hundreds; start ${namespace}/${behind}, or remove the API`,
      `kubectl delete apiservice ${name}`,
    );
  });
}
