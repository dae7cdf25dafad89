/** `GET /sallyport/approvals?id=ID`: how an approval stands, for whoever asked for it. */
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Caller, VerifyToken } from '@sallyport/identity/caller';
import { errorBody } from '../core/error-body.js';
import { errorRow, type RefusalCode } from '../core/error-table.js';
import type { ControlLink } from '../core/ports/control-link.js';
import { identify, presentedToken } from '../protocols/http/identify.js';
import type { OwnAnswer, OwnEndpoint } from '../protocols/http/own-endpoint.js';

export const approvalStatusPath = '/sallyport/approvals';

export const approvalStatus = (
  control: Pick<ControlLink, 'decisionOn'>,
  verifier: VerifyToken,
): OwnEndpoint => ({
  methods: ['GET', 'HEAD'],
  bodyBytesMax: 0,
  async handle({ authorization, query, requestId }) {
    const refused = (code: RefusalCode, caller?: Caller, claimedIssuer = ''): OwnAnswer => ({
      ...json(errorRow(code).status, errorBody(code, requestId)),
      refusal: { code, caller, claimedIssuer },
    });
    const presented = presentedToken(['authorization', authorization ?? ''], '');
    if (presented.kind === 'refused') return refused(presented.code);
    const { token } = presented;
    const known = verifier.cached(token);
    const identified =
      known === undefined ? await identify(verifier, token) : ({ kind: 'caller', caller: known } as const);
    if (identified.kind === 'refused') return refused(identified.code, undefined, identified.claimedIssuer);
    const { caller } = identified;
    const id = new URLSearchParams(query).get('id') ?? '';
    const decision = await control.decisionOn(id);
    const bearer = decision?.bearer;
    const isTheirs =
      bearer?.issuer === caller.issuer && bearer.subject === caller.subject && bearer.agent === caller.agent;
    // Of others' approvals nobody is told that they exist.
    if (decision === undefined || !isTheirs) return refused('APPROVAL_UNKNOWN', caller);
    const { approvalId, state, expiresUs, said, deciders } = decision;
    const people = deciders.map(({ name, subject }) => (name === '' ? subject : name));
    const approval = {
      id: approvalId,
      state: ApprovalState[state].toLowerCase(),
      expires: new Date(expiresUs / 1000).toISOString(),
      ...(people.length > 0 && { decidedBy: people }),
      ...(said !== '' && { said }),
    };
    return json(200, JSON.stringify({ approval }));
  },
});

const json = (status: number, body: string): OwnAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body,
});
