import { mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOOK_MS, openPolicyFile, PolicyRefusedError } from './policy-file.js';
import type { PolicyFile, PolicyFileOptions } from './policy-file.js';

/** A document whose issuer has this name. */
const documentOf = (name: string, more = '') =>
  `version: 1\nissuers: [{ name: ${name}, issuer: https://idp.example.com, audience: a }]\nconnections: {}\n${more}`;

let folder: string;
let file: string;
let opened: PolicyFile<string>[];
let events: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'policy-file-'));
  file = path.join(folder, 'sallyport.yaml');
  opened = [];
  events = [];
});

afterEach(async () => {
  for (const one of opened) one.close();
  await rm(folder, { recursive: true });
});

async function open(more: Partial<PolicyFileOptions<string>> = {}): Promise<PolicyFile<string>> {
  const one = await openPolicyFile<string>({
    path: file,
    lookMs: 10,
    prepare: ({ document }) =>
      Promise.resolve({ kind: 'ready', value: document.issuers[0]?.name ?? '', advice: [] }),
    onLoaded: (value) => events.push(`loaded ${value}`),
    onRefused: (problems) =>
      events.push(`refused ${problems.map((line) => line.replace(folder, '')).join('; ')}`),
    ...more,
  });
  opened.push(one);
  return one;
}

/** Never half-written, however slow the machine is. */
async function replace(text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

describe('a policy file', () => {
  it('must be good at start; every problem is in the error', async () => {
    await expect(open()).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await writeFile(file, 'version: 2\nissuers: []\n');
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PolicyRefusedError);
    expect(error instanceof PolicyRefusedError && error.problems.length).toBe(3);
  });

  it('is replaced when it is written, renamed over or linked anew', async () => {
    await writeFile(file, documentOf('one'));
    const policy = await open();
    expect(policy.current()).toBe('one');
    await writeFile(file, documentOf('two'));
    await expect.poll(() => policy.current()).toBe('two');
    await writeFile(`${file}.new`, documentOf('three'));
    await rename(`${file}.new`, file);
    await expect.poll(() => policy.current()).toBe('three');
    // Of a file that is written in place an unfinished state may be seen, and refused.
    expect(events.filter((event) => event.startsWith('loaded'))).toEqual([
      'loaded one',
      'loaded two',
      'loaded three',
    ]);
  });

  it('follows links that are swapped, as Kubernetes does', async () => {
    await writeFile(path.join(folder, 'a.yaml'), documentOf('one'));
    await writeFile(path.join(folder, 'b.yaml'), documentOf('two'));
    await symlink('a.yaml', path.join(folder, '..data'));
    await symlink('..data', file);
    const policy = await open();
    await symlink('b.yaml', path.join(folder, '..data_new'));
    await rename(path.join(folder, '..data_new'), path.join(folder, '..data'));
    await expect.poll(() => policy.current()).toBe('two');
  });

  it('is refused whole when it is bad, and the last good one stays; once mended, it is taken', async () => {
    await writeFile(file, documentOf('one'));
    const policy = await open();
    await replace(documentOf('two', 'acess: []\n'));
    await expect.poll(() => events).toHaveLength(2);
    expect(events[1]).toBe('refused /sallyport.yaml:4:1: acess: This key is not known here; `access`?');
    expect(policy.current()).toBe('one');
    await unlink(file);
    await expect.poll(() => events).toHaveLength(3);
    expect(events[2]).toBe('refused /sallyport.yaml: The document cannot be read (ENOENT).');
    expect(policy.current()).toBe('one');
    await replace(documentOf('two'));
    await expect.poll(() => policy.current()).toBe('two');
  });

  it('is not replaced when only its time changed', async () => {
    await writeFile(file, documentOf('one'));
    const policy = await open();
    await utimes(file, new Date(0), new Date(0));
    await replace(documentOf('two'));
    await expect.poll(() => policy.current()).toBe('two');
    expect(events).toEqual(['loaded one', 'loaded two']);
  });

  it('is watched together with the files it names, also those that are not there yet', async () => {
    await writeFile(file, documentOf('one'));
    const policy = await open({
      prepare: async (_loaded, read) => {
        const result = await read('extra.txt');
        return {
          kind: 'ready',
          value: result.kind === 'read' ? result.bytes.toString() : result.why,
          advice: [],
        };
      },
    });
    expect(policy.current()).toBe('ENOENT');
    await writeFile(path.join(folder, 'extra.txt'), 'here');
    await expect.poll(() => policy.current()).toBe('here');
    await writeFile(path.join(folder, 'extra.txt'), 'changed');
    await expect.poll(() => policy.current()).toBe('changed');
  });

  it('is in force two looks after a change, which is within a second', async () => {
    await writeFile(file, documentOf('one'));
    const policy = await openPolicyFile<string>({
      path: file,
      prepare: ({ document }) =>
        Promise.resolve({ kind: 'ready', value: document.issuers[0]?.name ?? '', advice: [] }),
    });
    opened.push(policy);
    await replace(documentOf('two'));
    await expect.poll(() => policy.current()).toBe('two');
    expect(2 * LOOK_MS).toBeLessThan(1000);
  });
});
