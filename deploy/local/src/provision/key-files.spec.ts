/** Keys are made once and kept: what they signed or masked must stay readable. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ensureControlRoot } from './control-root.js';
import { ensureMaskingKey } from './masking-key.js';
import { ensureTokenKey } from './token-key.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['token', ensureTokenKey, /^-----BEGIN PRIVATE KEY-----\n/],
  ['masking', ensureMaskingKey, /^[A-Za-z0-9+/]{43}=\n$/],
])('makes the %s key once, for its owner only', (name, ensure, form) => {
  const file = path.join(folder, name);
  ensure(file);
  const made = readFileSync(file, 'utf8');
  expect(made).toMatch(form);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  ensure(file);
  expect(readFileSync(file, 'utf8')).toBe(made);
});

it('makes the root key of the control feed once, and its public half for everybody', () => {
  const files = { privateFile: path.join(folder, 'root'), publicFile: path.join(folder, 'root.pub') };
  ensureControlRoot(files);
  const made = [files.privateFile, files.publicFile].map((file) => readFileSync(file, 'utf8'));
  expect(made[0]).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(made[1]).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect([files.privateFile, files.publicFile].map((file) => statSync(file).mode & 0o777)).toEqual([
    0o600, 0o644,
  ]);
  rmSync(files.publicFile);
  ensureControlRoot(files);
  expect([files.privateFile, files.publicFile].map((file) => readFileSync(file, 'utf8'))).toEqual(made);
});
