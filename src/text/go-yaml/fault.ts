/** What is wrong with a YAML file, and on which line, from 1. */
export class YamlFault extends Error {
  readonly line: number;

  constructor(why: string, line: number) {
    super(why);
    this.line = line;
  }
}
