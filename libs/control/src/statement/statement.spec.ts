/** Statements: what a certified key has signed in its time is read, whatever else is refused. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { keyFromMs, keyUntilMs, testKeys } from '../fixtures/test-keys.js';
import { signCompact } from '../keys/compact-jws.js';
import { keyRing } from '../keys/key-ring.js';
import { clockSkewMsMax } from '../limits.js';
import { signStatement } from './sign-statement.js';
import { verifyStatement } from './verify-statement.js';

const statement = Statement.fromPartial({
  epoch: 'e1',
  sequence: 7,
  timeUs: 1,
  body: {
    $case: 'decision',
    value: {
      approvalId: 'a',
      state: ApprovalState.APPROVED,
      requestSha256: Buffer.from('digest'),
      revision: 2,
    },
  },
});
const codeOf = (result: Awaited<ReturnType<typeof verifyStatement>>): string =>
  result.kind === 'refused' ? result.code : 'verified';

it('is read back as it was signed', async () => {
  const { signer, ring } = await testKeys();
  const result = await verifyStatement(await signStatement(statement, signer), ring, keyFromMs);
  expect(result).toEqual({ kind: 'verified', statement });
});

it('is refused from an unknown key, a forged one, and outside of the key’s time by more than clocks differ', async () => {
  const { signer, ring, roots } = await testKeys();
  const forger = { ...(await testKeys()).signer, kid: signer.kid };
  const jws = await signStatement(statement, signer);
  const judge = async (text: string, nowMs = keyFromMs, known = ring): Promise<string> =>
    codeOf(await verifyStatement(text, known, nowMs));
  expect(await judge(jws, keyFromMs, keyRing(roots))).toBe('KEY_UNKNOWN');
  expect(await judge(await signStatement(statement, forger))).toBe('SIGNATURE_INVALID');
  expect(await judge(jws, keyFromMs - clockSkewMsMax)).toBe('verified');
  expect(await judge(jws, keyFromMs - clockSkewMsMax - 1)).toBe('KEY_NOT_IN_FORCE');
  expect(await judge(jws, keyUntilMs + clockSkewMsMax)).toBe('verified');
  expect(await judge(jws, keyUntilMs + clockSkewMsMax + 1)).toBe('KEY_NOT_IN_FORCE');
  expect(await judge(await signCompact(Buffer.from('{}'), 'sallyport-key', signer))).toBe(
    'STATEMENT_MALFORMED',
  );
  expect(await judge(await signCompact(Buffer.of(0xff), 'sallyport-statement', signer))).toBe(
    'STATEMENT_UNREADABLE',
  );
  const empty = await signStatement(Statement.fromPartial({ epoch: 'e1' }), signer);
  expect(await judge(empty)).toBe('STATEMENT_UNREADABLE');
});

it('is refused after any change of a character', async () => {
  const { signer, ring } = await testKeys();
  const jws = await signStatement(statement, signer);
  const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.');
  const change = fc.tuple(fc.nat(jws.length - 1), fc.constantFrom(...alphabet));
  await fc.assert(
    fc.asyncProperty(change, async ([at, character]) => {
      const changed = jws.slice(0, at) + character + jws.slice(at + 1);
      fc.pre(changed !== jws);
      expect(codeOf(await verifyStatement(changed, ring, keyFromMs))).not.toBe('verified');
    }),
    { numRuns: 200 },
  );
});
