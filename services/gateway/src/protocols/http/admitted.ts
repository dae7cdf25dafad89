/** Counts what may pass against its limits; where one is used up it does not. */
import type { LimitVerdict } from '@sallyport/policy/limits/limiter';
import { deniedBy } from './refusal-of.js';
import type { Passing, Refusal, Subject, Unadmitted } from './examined.js';

export function admitted(subject: Subject, passing: Unadmitted): Passing | Refusal {
  const { verdict, dialect, operation, body, read } = passing;
  const limits = verdict.limits ?? [];
  if (limits.length === 0) return { ...passing, admission: undefined };
  const { caller, policy, connection, accepted } = subject;
  const { framing } = accepted;
  const counted = policy.limiter.admit(
    {
      limits,
      subject: {
        issuer: caller.issuer,
        identity: caller.subject,
        agent: caller.agent,
        connection: connection.name,
        model: read?.operation.model ?? '',
      },
      bodyBytes: framing.kind === 'length' ? framing.bytes : body.sent.length,
      isStreaming: read?.operation.isStreaming === true,
    },
    subject.arrival.receivedMs,
  );
  if (counted.kind === 'admitted') return { ...passing, admission: counted.admission };
  const { limit } = counted;
  const why = counted.kind === 'refused' ? usedUp(counted) : neverFits(counted);
  const sentence = why.details.message;
  return {
    kind: 'refused',
    code: why.code,
    details: { ...why.details, rule: limit, reasons: ['LIMIT_EXCEEDED'] },
    verdict: deniedBy(verdict, limit, 'LIMIT_EXCEEDED', sentence),
    dialect,
    operation,
  };
}

type Counted<Kind extends LimitVerdict['kind']> = Extract<LimitVerdict, { kind: Kind }>;

const usedUp = ({ limit, measure, retryAfterS }: Counted<'refused'>) => ({
  code: 'RATE_LIMITED' as const,
  details: { message: `The limit ${limit} is used up (${measure}).`, retryAfterS },
});

/** No `Retry-After`: there would be no room at any time. */
const neverFits = ({ limit, bodyBytesMax }: Counted<'never-fits'>) => ({
  code: 'BODY_TOO_LARGE' as const,
  details: {
    message: `The limit ${limit} takes ${bodyBytesMax} bytes of bodies in all, and this body alone has more.`,
    remedy: 'Send a smaller body, or have the limit raised; waiting does not help.',
  },
});
