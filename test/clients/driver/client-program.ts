/** A program around one client library, run as a process of its own: it is asked for a case and tells what came of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pythonCommand } from '../../harness/python.js';
import { root } from '../../harness/service-process.js';

export interface Asked {
  readonly base: string;
  readonly token: string;
  readonly model?: string;
  readonly prompt?: string;
  readonly prompts?: readonly string[];
  readonly texts?: readonly string[];
  readonly tools?: readonly string[];
  /** Base URL of Azure's paths. */
  readonly azure?: string;
  /** Of a vector store. */
  readonly collection?: string;
  readonly ids?: readonly string[];
  readonly where?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly name: string;
  readonly arguments: unknown;
}
interface Said {
  readonly text: string;
  /** Undefined where the library tells none. */
  readonly tokens?: number;
}
interface Called {
  readonly calls: readonly Call[];
  readonly text: string | null;
  readonly refusal: string | null;
}
interface Acted {
  readonly called: readonly Call[];
  readonly text: string;
}

interface Found {
  readonly ids: readonly string[];
  readonly documents: readonly string[];
}

interface Run {
  readonly types: readonly string[];
  readonly text: string;
}

/** What each case gives. */
export interface CaseValues {
  readonly invoke: Said;
  readonly stream: Said & { readonly pieces: number };
  readonly batch: { readonly texts: readonly string[] };
  readonly tools: Called;
  readonly streamTools: Called;
  readonly structured: { readonly value: unknown };
  readonly embed: { readonly vectors: readonly (readonly number[])[] };
  readonly agent: Acted;
  readonly streamAgent: Acted;
  readonly models: { readonly names: readonly string[] };
  readonly unknownMembers: Said;
  readonly choices: { readonly texts: readonly string[] };
  readonly completion: Said & { readonly streamed: string };
  readonly continued: Said & { readonly continues: boolean };
  readonly azure: Said & { readonly model: string; readonly streamed: string };
  readonly thinking: {
    readonly types: readonly string[];
    readonly thought: string;
    readonly signed: boolean;
  };
  readonly countTokens: { readonly tokens: number };
  readonly create: { readonly id: string };
  readonly add: { readonly count: number };
  readonly query: Found;
  readonly get: Found;
  readonly remove: { readonly count: number };
  readonly list: { readonly names: readonly string[] };
  readonly drop: object;
  readonly wait: Run;
  readonly streamRun: Run & { readonly events: readonly string[] };
  readonly stateless: Run;
  readonly state: Run;
  readonly store: { readonly text: string };
}
export type CaseName = keyof CaseValues;

export interface ClientFailure {
  /** What the library itself calls it. */
  readonly kind: 'permission' | 'authentication' | 'api' | 'other';
  readonly name: string;
  readonly message: string;
}
type Told = { readonly id: number } & (
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ClientFailure }
);

/** Libraries retry for minutes; a case that takes longer than this does. */
const answerMsMax = 60_000;
const outputCharsMax = 16_384;

const folder = path.join(root, 'test/clients/programs');

export class ClientProgram {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (told: Told) => void>();
  #output = '';
  #id = 0;

  constructor(file: string, args: readonly string[]) {
    const isPython = file.endsWith('.py');
    const script = path.join(folder, isPython ? 'python' : 'js', file);
    const child = spawn(isPython ? pythonCommand : process.execPath, [script, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Nothing of these may look for a network that is not there.
      env: { PATH: process.env['PATH'], LANGSMITH_TRACING: 'false', ANONYMIZED_TELEMETRY: 'false' },
    });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-outputCharsMax);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"id":')) return;
      const told = JSON.parse(line) as Told;
      this.#waiting.get(told.id)?.(told);
      this.#waiting.delete(told.id);
    });
  }

  async #ask(name: CaseName, asked: Asked): Promise<Told> {
    const id = ++this.#id;
    const answered = new Promise<Told>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${name} took longer than ${answerMsMax} ms\n${this.#output}`)),
        answerMsMax,
      );
      const ended = (): void => {
        clearTimeout(timer);
        reject(new Error(`the program ended during ${name}\n${this.#output}`));
      };
      this.#child.once('exit', ended);
      this.#waiting.set(id, (told) => {
        clearTimeout(timer);
        this.#child.removeListener('exit', ended);
        resolve(told);
      });
    });
    this.#child.stdin?.write(`${JSON.stringify({ id, name, ...asked })}\n`);
    return answered;
  }

  /** @throws when the library failed, with what it said. */
  async value<K extends CaseName>(name: K, asked: Asked): Promise<CaseValues[K]> {
    const told = await this.#ask(name, asked);
    if (!told.ok) throw new Error(`${name}: ${told.error.name}: ${told.error.message}`);
    return told.value as CaseValues[K];
  }

  /** @throws when the library did not fail. */
  async failure(name: CaseName, asked: Asked): Promise<ClientFailure> {
    const told = await this.#ask(name, asked);
    if (told.ok) throw new Error(`${name} should have failed, and gave ${JSON.stringify(told.value)}`);
    return told.error;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exited;
  }
}
