/**
 * A policy document on disk, kept in force: read at start, watched with every file it names, and replaced whole
 * within a second of a change. A bad document is refused whole, and the last good one stays.
 *
 * Watched by looking, several times a second, rather than by `fs.watch`: that misses changes on network file
 * systems and bind mounts and loses track of replaced files; looking is a few dozen `stat` calls a second. A file
 * must have looked the same twice before it is read, so that a half-written one is not taken for the whole.
 */
import path from 'node:path';
import { loadDocument } from '@sallyport/policy/document/load';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import { problemText } from '@sallyport/policy/document/problem';
import type { DocumentProblem } from '@sallyport/policy/document/problem';
import { fileStates, sameStates } from './file-state.js';
import { TrackedReader } from './tracked-reader.js';
import type { ReadPolicyFile } from './tracked-reader.js';

/** Twice this and the time to load is well below a second. */
export const LOOK_MS = 250;

export type Prepared<Value> =
  | { readonly kind: 'ready'; readonly value: Value; readonly advice: readonly DocumentProblem[] }
  | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

export interface PolicyFileOptions<Value> {
  readonly path: string;
  /** Makes of the document what is to be in force. Files are read by `read` only: those are watched. */
  readonly prepare: (loaded: LoadedDocument, read: ReadPolicyFile) => Promise<Prepared<Value>>;
  /** Called for each value that comes into force, before `current` answers with it; `advice` as lines of text. */
  readonly onLoaded?: (value: Value, version: string, advice: readonly string[]) => void;
  /** A change was refused; the last good value stays. Lines hold no values of the document. */
  readonly onRefused?: (problems: readonly string[]) => void;
  readonly lookMs?: number;
}

export interface PolicyFile<Value> {
  current(): Value;
  close(): void;
}

/** The first document is refused: there is nothing to keep in force. */
export class PolicyRefusedError extends Error {
  override readonly name = 'PolicyRefusedError';
  readonly code = 'POLICY_REFUSED';
  constructor(readonly problems: readonly string[]) {
    super(`The policy document is refused:\n${problems.join('\n')}`);
  }
}

type Attempt<Value> =
  | {
      readonly kind: 'ready';
      readonly value: Value;
      readonly version: string;
      readonly advice: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** @throws PolicyRefusedError with every problem */
export async function openPolicyFile<Value>(options: PolicyFileOptions<Value>): Promise<PolicyFile<Value>> {
  const { onLoaded, onRefused, lookMs = LOOK_MS } = options;
  let reader = new TrackedReader(options.path);
  const first = await attempt(options, reader);
  if (first.kind === 'refused') throw new PolicyRefusedError(first.problems);
  let value = first.value;
  onLoaded?.(value, first.version, first.advice);
  /** What was read last, and what it looked like at the latest look. */
  let read = reader.states;
  let seen = read;
  let looking = false;
  let closed = false;

  async function look(): Promise<void> {
    const now = await fileStates(read.keys());
    const settled = sameStates(now, seen);
    seen = now;
    if (!settled || sameStates(now, read)) return;
    const next = new TrackedReader(options.path);
    const result = await attempt(options, next);
    if (closed) return;
    // A refused attempt may have ended before it read every file.
    read = seen = result.kind === 'ready' ? next.states : new Map([...now, ...next.states]);
    const unchanged = next.fingerprint === reader.fingerprint;
    reader = next;
    if (unchanged) return;
    if (result.kind === 'refused') {
      onRefused?.(result.problems);
      return;
    }
    onLoaded?.(result.value, result.version, result.advice);
    value = result.value;
  }

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => onRefused?.([`${options.path}: ${String(error)}`]))
      .finally(() => {
        looking = false;
      });
  }, lookMs);
  timer.unref();
  return {
    current: () => value,
    close: () => {
      closed = true;
      clearInterval(timer);
    },
  };
}

async function attempt<Value>(
  options: PolicyFileOptions<Value>,
  reader: TrackedReader,
): Promise<Attempt<Value>> {
  const lines = (problems: readonly DocumentProblem[]) =>
    problems.map((problem) => problemText(options.path, problem));
  const read = await reader.read(path.resolve(options.path));
  if (read.kind === 'unreadable') {
    return { kind: 'refused', problems: [`${options.path}: The document cannot be read (${read.why}).`] };
  }
  const loaded = loadDocument(read.bytes);
  if (loaded.kind === 'refused') return { kind: 'refused', problems: lines(loaded.problems) };
  const prepared = await options.prepare(loaded, reader.read);
  if (prepared.kind === 'refused') return { kind: 'refused', problems: lines(prepared.problems) };
  const advice = lines([...loaded.advice, ...prepared.advice]);
  return { kind: 'ready', value: prepared.value, version: loaded.version, advice };
}
