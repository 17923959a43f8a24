/** kubectl's connection flags, by their names in `genericclioptions.ConfigFlags`. */
export interface ConnectionFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly server?: string;
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly certificateAuthority?: string;
  readonly token?: string;
  readonly as?: string;
  readonly asUid?: string;
  readonly asGroup?: readonly string[];
  readonly asUserExtra?: readonly string[];
  readonly username?: string;
  readonly password?: string;
  /** As typed: `30`, `1m30s`, `0`. */
  readonly requestTimeout?: string;
  readonly disableCompression?: boolean;
  /** How much is shown of the requests, as typed: `6`. */
  readonly v?: string;
}
