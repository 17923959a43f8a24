import { parseJson, record } from "../json.ts";

// milliseconds before its expiry at which a token counts as expired, because clocks differ (client-go `auth/oidc/oidc.go`)
const skew = 10_000;

/**
 * When to stop using an OIDC ID token, in milliseconds since the epoch; a token that does not say when it expires is not used at all.
 * The API server checks whether it is genuine.
 * @throws Error if it is not a JWT
 */
export function usableUntil(idToken: string): number {
  const [, payload, signature, more] = idToken.split(".");
  if (payload === undefined || signature === undefined || more !== undefined) throw new Error("is not a JWT");
  const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  if (claims === undefined) throw new Error("is not a JWT");
  const expires = Number(record(claims).exp ?? 0);
  return Number.isNaN(expires) ? 0 : expires * 1000 - skew;
}
