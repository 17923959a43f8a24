const suffixes: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number of a Kubernetes quantity (`1900m` is 1.9, `16Gi` is bytes); NaN for other text. */
export function parseQuantity(text: string): number {
  const found = /^([0-9.]+(?:[eE]\d+)?)([A-Za-z]*)$/.exec(text);
  if (found === null) return Number.NaN;
  const [, amount, suffix = ""] = found;
  // divided, because a thousandth is not an exact binary fraction
  if (suffix === "m") return Number(amount) / 1000;
  return Number(amount) * (suffixes[suffix] ?? Number.NaN);
}
