/** What is wrong with an XML file, and the byte that it is at. */
export class XmlFault extends Error {
  readonly at: number;

  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}
