/** What a request shows of its user, got from outside the kubeconfig. */
export interface Credential {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Where a user's credentials come from that are not in the kubeconfig, or do not last: a plugin, an OIDC issuer, a file. */
export interface CredentialSource {
  /**
   * The credential of now: the last one, or a new one where there is none, or it has expired, or was refused.
   * @throws InputError where the kubeconfig is wrong, Error with words where it fails otherwise, which may pass; the signal's reason
   */
  get(signal?: AbortSignal): Promise<Credential>;
  /** Reports that the server answered 401 to a credential. */
  refused(credential: Credential): void;
}
