/** Everything the bench has started, ended in reverse order in every case. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Something to end; must not be asked twice. */
export type End = () => Promise<void>;

export class Stage {
  readonly folder: string;
  readonly #ends: { readonly name: string; readonly end: End }[] = [];
  readonly #keep: boolean;
  readonly #notes: string[] = [];

  constructor(parent: string | undefined, keep: boolean) {
    this.folder = mkdtempSync(join(resolve(parent ?? tmpdir()), 'sallyport-bench-'));
    this.#keep = keep;
  }

  owns(name: string, end: End): void {
    this.#ends.push({ name, end });
  }

  /** Something the reader of the results has to know. */
  note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text);
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Ends everything, last started first; a failure to end one thing does not keep the others. */
  async end(): Promise<void> {
    for (let entry = this.#ends.pop(); entry !== undefined; entry = this.#ends.pop()) {
      const { name, end } = entry;
      await end().catch((error: unknown) => {
        console.error(
          `${name} did not end in order: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }
  }

  /** Ends everything and removes the folder. */
  async close(): Promise<void> {
    await this.end();
    if (!this.#keep) rmSync(this.folder, { recursive: true, force: true });
  }
}
