import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIssuer, testKey } from '../fixtures/test-issuer.js';
import type { TestIssuer } from '../fixtures/test-issuer.js';
import { createRestGuard } from '../rest-guard.js';
import { openCallersOfFile } from './callers-of-file.js';

let folder: string;
let file: string;
let issuer: TestIssuer;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'callers-'));
  file = path.join(folder, 'sallyport.yaml');
  issuer = await testIssuer(Date.now);
});

afterEach(async () => {
  await issuer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const documentOf = (auditors: string) => `version: 1
issuers: [{ name: demo, issuer: '${issuer.url}', audience: sallyport, groupsFile: groups.yaml }]
connections: {}
roles: { auditor: [${auditors}] }
`;

describe('callers of a policy file', () => {
  it('are verified, with their groups, and let in by role as the file changes', async () => {
    const key = await testKey('k1');
    issuer.publish(key.publicJwk);
    await writeFile(file, documentOf('auditors'));
    await writeFile(path.join(folder, 'groups.yaml'), 'olga: [auditors]\n');
    const callers = await openCallersOfFile({ path: file, lookMs: 10 });
    try {
      const guard = createRestGuard({ verifier: callers.verifier, groups: () => callers.roles().auditor });
      const token = await issuer.token(key, { sub: 'olga', groups: [] });
      const enter = async () => (await guard(['authorization', `Bearer ${token}`], '/sessions')).kind;
      expect(await enter()).toBe('allowed');
      await writeFile(path.join(folder, 'groups.yaml'), 'olga: [staff]\n');
      await expect.poll(enter).toBe('refused');
      await writeFile(file, documentOf('staff'));
      await expect.poll(enter).toBe('allowed');
    } finally {
      callers.close();
    }
  });

  it('are refused whole when the groups file is bad', async () => {
    await writeFile(file, documentOf('auditors'));
    await expect(openCallersOfFile({ path: file })).rejects.toThrow(
      /sallyport\.yaml:2:\d+: issuers\[0\]\.groupsFile: This file cannot be read \(ENOENT\)\./,
    );
    await writeFile(path.join(folder, 'groups.yaml'), 'olga: staff\n');
    await expect(openCallersOfFile({ path: file })).rejects.toThrow(
      /In this file, line 1:7: Write a list here\./,
    );
  });
});
