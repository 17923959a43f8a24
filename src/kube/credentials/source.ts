/** A user's credential for a request, from outside the kubeconfig. */
export interface Credential {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** The source of a user's credentials that are not in the kubeconfig, or that expire: a plugin, an OIDC issuer, a file. */
export interface CredentialSource {
  /**
   * The current credential: the last one, or a new one if there is none, or if it has expired or was refused.
   * @throws InputError if the kubeconfig is wrong, Error for other failures, which may pass; the signal's reason
   */
  get(signal?: AbortSignal): Promise<Credential>;
  /** Reports that the server answered 401 to a credential. */
  refused(credential: Credential): void;
}
