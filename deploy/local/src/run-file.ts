/** `.sallyport/run.json`: what runs and where, for the command line, for tests and for people. Readable by its owner only. */
import { chmodSync, renameSync, writeFileSync } from 'node:fs';

export interface RunningServiceEntry {
  /** Health, metrics and REST. */
  readonly url: string;
  readonly grpc?: string;
  readonly pid: number;
}

export interface HeldExample {
  readonly connection: string;
  readonly method: string;
  /** Below the connection, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly body: unknown;
}

export interface RunFile {
  readonly ready: boolean;
  /** The demo's document with the stand-in for the LLM provider, the same with the real OpenAI, or the user's own document. */
  readonly mode: 'demo' | 'openai' | 'config';
  /** By service; further replicas as `<name>-2` and so on. */
  readonly services: Readonly<Record<string, RunningServiceEntry>>;
  /** `urls` has the data port of every gateway replica, the first being `url`. */
  readonly gateway: { readonly url: string; readonly urls: readonly string[] };
  /** What to give to a client as its base URL. */
  readonly connections: Readonly<Record<string, { readonly baseUrl: string }>>;
  readonly identities: Readonly<
    Record<string, { readonly subject: string; readonly groups: readonly string[]; readonly token: string }>
  >;
  readonly eventLog:
    { readonly kind: 'embedded' } | { readonly kind: 'kafka'; readonly brokers: readonly string[] };
  readonly postgres: { readonly url: string };
  /** Of the demo's document: a request that its policy holds. */
  readonly demo?: { readonly held: HeldExample };
}

/** Replaces the file in one step: a reader sees the old one or the new one. */
export function writeRunFile(file: string, run: RunFile): void {
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, file);
}
