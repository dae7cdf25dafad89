/** Counts what may pass against its limits; where one is used up it does not. */
import { deniedBy } from './refusal-of.js';
import type { Passing, Refusal, Subject } from './examine.js';

export function admitted(subject: Subject, passing: Omit<Passing, 'admission'>): Passing | Refusal {
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
  const { limit, measure, retryAfterS } = counted;
  const sentence = `The limit ${limit} is used up (${measure}).`;
  return {
    kind: 'refused',
    code: 'RATE_LIMITED',
    details: { message: sentence, rule: limit, reasons: ['LIMIT_EXCEEDED'], retryAfterS },
    verdict: deniedBy(verdict, limit, 'LIMIT_EXCEEDED', sentence),
    dialect,
    operation,
  };
}
