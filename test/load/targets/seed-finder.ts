/** Finds in a request's body which answer it wants: its `seed`, wherever a gateway may have moved it. */

const SEED = Buffer.from('"seed":');
const USAGE = Buffer.from('"include_usage":true');
const SEED_DIGITS_MAX = 6;

export class SeedFinder {
  /** -1 as long as none was found. */
  seed = -1;
  asksUsage = false;

  /** A part of the body; a seed cut in two is not found, and parts are long. */
  read(part: Buffer): void {
    if (this.seed === -1) {
      const at = part.indexOf(SEED);
      if (at === -1) return;
      const digits = part.toString('latin1', at + SEED.length, at + SEED.length + SEED_DIGITS_MAX);
      this.seed = Number.parseInt(digits, 10);
    }
    if (part.length <= 4 * 1024) this.asksUsage ||= part.includes(USAGE);
  }
}
