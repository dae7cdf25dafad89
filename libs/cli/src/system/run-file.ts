/** Finds and reads `.sallyport/run.json` of a running local start: upwards from a folder, or where the package lies. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error.js';

const runFile = z.object({
  ready: z.boolean(),
  mode: z.string(),
  services: z.record(z.string(), z.object({ url: z.string(), grpc: z.string().optional(), pid: z.number() })),
  gateway: z.object({ url: z.string() }),
  connections: z.record(z.string(), z.object({ baseUrl: z.string() })),
  identities: z.record(
    z.string(),
    z.object({ subject: z.string(), groups: z.array(z.string()), token: z.string() }),
  ),
  eventLog: z.object({ kind: z.string(), brokers: z.array(z.string()).optional() }),
});

export type RunFile = z.output<typeof runFile>;

/** The nearest run.json at or above one of the folders, in their order. */
export function findRunFile(folders: readonly string[]): string | undefined {
  for (const start of folders) {
    for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
      const file = path.join(folder, '.sallyport', 'run.json');
      if (existsSync(file)) return file;
      if (folder === path.dirname(folder)) break;
    }
  }
  return undefined;
}

/** @throws CliError when it is not a run.json, or not readable by this user */
export function readRunFile(file: string): RunFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CliError('unavailable', `Cannot read ${file}; it belongs to the user who ran \`npm start\`.`, {
      cause,
    });
  }
  const parsed = runFile.safeParse(value);
  if (!parsed.success)
    throw new CliError('unavailable', `${file} is of another version; start Sallyport again.`);
  return parsed.data;
}
