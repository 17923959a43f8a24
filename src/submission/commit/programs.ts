/** A git setting, as `git config --list --show-scope --null` lists it. */
export interface GitSetting {
  readonly scope: string;
  /** Section and name in lower case, the part between them as written: `filter.LFS.clean`. */
  readonly key: string;
  readonly value: string;
}

/** Reads the list of `git config --list --show-scope --null`. */
export function parseSettings(list: string): GitSetting[] {
  const parts = list.split("\0");
  const settings: GitSetting[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope = "", entry = ""] = parts.slice(at, at + 2);
    const end = entry.indexOf("\n");
    // a name without a value is a boolean that is true
    const [key, value] = end < 0 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)];
    settings.push({ scope, key, value });
  }
  return settings;
}

/** Settings that name a program (git's documentation of git-config and gitattributes), and the values that do without it. */
const programs: readonly (readonly [key: RegExp, instead: string])[] = [
  [/^filter\..*\.(?:clean|smudge|process)$/s, ""],
  [/^filter\..*\.required$/s, "false"],
  [/^gpg\.program$/, "gpg"],
  [/^gpg\.openpgp\.program$/, "gpg"],
  [/^gpg\.x509\.program$/, "gpgsm"],
  [/^gpg\.ssh\.program$/, "ssh-keygen"],
  [/^gpg\.ssh\.defaultkeycommand$/, ""],
  [/^core\.sshcommand$/, "ssh"],
  [/^core\.askpass$/, ""],
  [/^core\.alternaterefscommand$/, "true"],
  [/^diff\.external$/, ""],
  [/^diff\..*\.(?:command|textconv)$/s, ""],
  [/^merge\..*\.driver$/s, "false"],
  [/^hook\..*\.command$/s, "true"],
  [/^remote\..*\.uploadpack$/s, "git-upload-pack"],
  [/^remote\..*\.vcs$/s, ""],
  [/^ssh\.variant$/, "auto"],
];
// two names of one setting
const sameAs: Readonly<Record<string, string>> = {
  "gpg.openpgp.program": "gpg.program",
  "gpg.program": "gpg.openpgp.program",
};
const helper = /^credential\.(?:.*\.)?helper$/s;

/**
 * The settings that disable the programs in a clone's own settings: for each, the user's or the system's value counts,
 * otherwise the one that does without a program. The committer, and whether a commit is signed, come from the clone.
 */
export function overridesOf(settings: readonly GitSetting[]): (readonly [key: string, value: string])[] {
  const isOfClone = ({ scope }: GitSetting) => scope === "local" || scope === "worktree";
  const outside = settings.filter((setting) => !isOfClone(setting));
  const own = settings.filter(isOfClone);
  const overrides = [...new Set(own.map(({ key }) => key))].flatMap((key) => {
    const program = programs.find(([pattern]) => pattern.test(key));
    if (program === undefined) return [];
    const others = outside.findLast((setting) => setting.key === key || setting.key === sameAs[key]);
    return [[key, others?.value ?? program[1]] as const];
  });
  const filters = overrides.flatMap(([key, value]) =>
    value === "" && key.startsWith("filter.")
      ? [[key.replace(/\.[^.]*$/, ".required"), "false"] as const]
      : [],
  );
  // helpers add up, and an empty one removes those before it
  const helpers = own.some(({ key }) => helper.test(key))
    ? [["credential.helper", ""] as const, ...outside.filter(({ key }) => helper.test(key)).map(pairOf)]
    : [];
  return [...overrides, ...filters, ...helpers];
}

function pairOf({ key, value }: GitSetting): readonly [string, string] {
  return [key, value];
}

/** Settings as variables that override all files (`GIT_CONFIG_COUNT`), after those that already exist. */
export function settingVariables(
  settings: readonly (readonly [key: string, value: string])[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const before = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(before + settings.length) };
}
