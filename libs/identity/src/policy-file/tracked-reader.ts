/** Reads the files that a policy needs, and remembers which they were, so that they can be watched. */
import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileState } from './file-state.js';

/** Documents, keys, certificates and groups files are all far smaller. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;

export type ReadResult =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** `why` is the system's code, such as ENOENT. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** Relative names are relative to the document's folder. Never rejects. */
export type ReadPolicyFile = (name: string) => Promise<ReadResult>;

export class TrackedReader {
  readonly #folder: string;
  readonly #digests = new Map<string, string>();
  readonly #states = new Map<string, string>();

  constructor(documentPath: string) {
    this.#folder = path.dirname(path.resolve(documentPath));
  }

  readonly read: ReadPolicyFile = async (name) => {
    const file = path.resolve(this.#folder, name);
    // Taken before reading: a change in between shows as a difference later.
    this.#states.set(file, await fileState(file));
    const result = await readBounded(file);
    this.#digests.set(file, result.kind === 'read' ? hash('sha256', result.bytes) : result.why);
    return result;
  };

  /** By absolute path, what everything that was read, or should have been, looked like then. */
  get states(): ReadonlyMap<string, string> {
    return this.#states;
  }

  /** Equal when the same files had the same contents. */
  get fingerprint(): string {
    return JSON.stringify([...this.#digests].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

async function readBounded(file: string): Promise<ReadResult> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX) return { kind: 'unreadable', why: 'EFBIG' };
    return { kind: 'read', bytes: await readFile(file) };
  } catch (error) {
    return { kind: 'unreadable', why: systemCode(error) };
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EIO';
}
