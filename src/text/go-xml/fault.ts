/** What is wrong with an XML file, and at which byte. */
export class XmlFault extends Error {
  readonly at: number;

  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}
