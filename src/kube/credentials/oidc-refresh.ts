import { FetchError, fetchUrl } from "../../net/fetch.ts";
import type { Io } from "../../process/io.ts";
import { realMonotonic, realSleep } from "../../process/io.ts";
import { excerptOf } from "../errors.ts";
import { parseJson, record, text } from "../json.ts";

/** What is needed to request a new token from an issuer. */
export interface Issuer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM of the authority of its certificate, if it is not one of the system's. */
  readonly ca: string | undefined;
}

export interface NewTokens {
  readonly idToken: string;
  /** The refresh token to use from now on; undefined if the issuer did not change it. */
  readonly refreshToken: string | undefined;
}

// bytes and milliseconds for one answer
const most = 1024 * 1024;
const within = 30_000;

/**
 * Requests a new ID token from an OIDC issuer (OpenID Connect Core 1.0, 12), as client-go's `auth/oidc` does: the token endpoint comes from
 * its discovery document; the client authenticates in a header, otherwise in the form.
 * @throws Error with the issuer's message, which contains no secret; the signal's reason
 */
export async function refreshTokens(
  issuer: Issuer,
  refreshToken: string,
  io: Pick<Io, "env"> & { readonly signal: AbortSignal },
): Promise<NewTokens> {
  const options = {
    most,
    within,
    ca: issuer.ca,
    io: { ...io, sleep: realSleep, monotonic: realMonotonic },
  };
  const endpoint = await tokenEndpoint(issuer.url, options);
  const form = { grant_type: "refresh_token", refresh_token: refreshToken };
  const [id, secret] = [issuer.clientId, issuer.clientSecret].map(encodeURIComponent);
  const basic = { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
  const post = (headers: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>) =>
    fetchUrl(endpoint, {
      ...options,
      method: "POST",
      headers,
      form: new URLSearchParams({ ...form, ...more }),
    });
  let answer = await post(basic, {});
  // an issuer that expects it in the form has used nothing, not even the refresh token
  if (answer.status >= 400 && answer.status < 500) {
    const own = issuer.clientSecret === "" ? {} : { client_secret: issuer.clientSecret };
    answer = await post({}, { client_id: issuer.clientId, ...own });
  }
  const fields = record(parseJson(answer.body.toString("utf8")));
  if (answer.status !== 200) {
    const words = [fields.error, fields.error_description].map(text).filter(Boolean).join(": ");
    throw new Error(
      `${endpoint.host} refused to refresh the token with ${answer.status}${words === "" ? "" : `: ${excerptOf(words)}`}`,
    );
  }
  const idToken = text(fields.id_token);
  if (!idToken) {
    throw new Error(
      `${endpoint.host} sent no id_token: "openid" was not among the scopes at the login, or this issuer sends none on a refresh`,
    );
  }
  const next = text(fields.refresh_token) || undefined;
  return { idToken, refreshToken: next === refreshToken ? undefined : next };
}

async function tokenEndpoint(url: string, options: Parameters<typeof fetchUrl>[1]): Promise<URL> {
  const place = `${url.replace(/\/$/, "")}/.well-known/openid-configuration`;
  if (!URL.canParse(place)) throw new FetchError("idp-issuer-url is not a URL");
  const found = new URL(place);
  const { status, body } = await fetchUrl(found, options);
  const page = body.toString("utf8");
  if (status !== 200)
    throw new Error(`${found.host} answered ${status} to ${found.pathname}: ${excerptOf(page)}`);
  const endpoint = text(record(parseJson(page)).token_endpoint);
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    throw new Error(`${found.host} names no token_endpoint at ${found.pathname}`);
  }
  return new URL(endpoint);
}
