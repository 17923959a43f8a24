/** What is wrong with a YAML file, and the line, from 1, that it is on. */
export class YamlFault extends Error {
  readonly line: number;

  constructor(why: string, line: number) {
    super(why);
    this.line = line;
  }
}
