import { expect, it } from 'vitest';
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { Decision } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { VerifyToken } from '@sallyport/identity/caller';
import { FakeControlLink } from '../core/ports/control-link.fake.js';
import { caller, goodToken } from '../protocols/http/fixtures/running-door.js';
import { approvalStatus } from './approval-status.js';

const { issuer, subject, agent } = caller;

async function statusOf(of: Partial<Decision>, authorization: string | undefined = `Bearer ${goodToken}`) {
  const control = new FakeControlLink();
  control.states({
    $case: 'decision',
    value: Decision.fromPartial({
      approvalId: 'a1',
      state: ApprovalState.DENIED,
      bearer: { issuer, subject, agent },
      deciders: [{ subject: 'lead', issuer, name: 'Lea' }],
      said: 'No',
      expiresUs: 1_700_000_000_000_000,
      revision: 1,
      ...of,
    }),
  });
  const verifier: VerifyToken = {
    cached: (token) => (token === goodToken ? caller : undefined),
    drop: () => 0,
    verify: () =>
      Promise.resolve({
        kind: 'refused',
        code: 'TOKEN_SIGNATURE_INVALID',
        message: 'Not valid.',
        claimedIssuer: '',
      }),
  };
  const { status, body, refusal } = await approvalStatus(control, verifier).handle({
    method: 'GET',
    query: '?id=a1',
    contentType: '',
    authorization,
    body: Buffer.alloc(0),
    requestId: 'r1',
    sourceAddress: '127.0.0.1',
    sourceNetwork: '127.0.0.0/24',
  });
  const answer = JSON.parse(body) as { approval?: unknown; error?: { code: string } };
  return { status, refusal: refusal?.code, approval: answer.approval, code: answer.error?.code };
}

it('tells whoever asked how it stands, also after its end', async () => {
  expect(await statusOf({})).toMatchObject({
    status: 200,
    approval: {
      id: 'a1',
      state: 'denied',
      expires: '2023-11-14T22:13:20.000Z',
      decidedBy: ['Lea'],
      said: 'No',
    },
  });
});

it('does not tell others that it exists', async () => {
  const unknown = { status: 404, code: 'APPROVAL_UNKNOWN', refusal: 'APPROVAL_UNKNOWN', approval: undefined };
  expect(await statusOf({ bearer: { issuer, subject: 'other', agent } })).toEqual(unknown);
  expect(await statusOf({ bearer: { issuer, subject, agent: '' } })).toEqual(unknown);
  expect(await statusOf({ approvalId: 'a2' })).toEqual(unknown);
});

it('is for verified callers alone', async () => {
  expect(await statusOf({}, 'Bearer eyJh.eyJz.c2ln')).toMatchObject({ status: 401, approval: undefined });
  expect(await statusOf({}, 'Basic x')).toMatchObject({ status: 401, approval: undefined });
});
