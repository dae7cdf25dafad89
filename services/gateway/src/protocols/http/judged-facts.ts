/** What policy goes by before anything of a body is read: who asks, for what, in which session. */
import type { JudgedRequest } from '@sallyport/policy/verdict';
import type { Door } from './door.js';
import type { Subject } from './examined.js';

export function judgedFacts(
  door: Door,
  { caller, connection, arrival, path, prospect }: Subject,
): JudgedRequest {
  const { subject, groups, agent, narrowing, issuer, email, attributes } = caller;
  const session = door.sessions.live.find(prospect.envelope.session);
  return {
    subject,
    groups,
    agent,
    connection: connection.name,
    method: arrival.method,
    path,
    issuer,
    attributes,
    ...(email !== '' && { email }),
    ...(narrowing !== undefined && { narrowing }),
    session: {
      id: prospect.envelope.session,
      requests: session?.requests ?? 0,
      ageS: session === undefined ? 0 : (arrival.receivedMs - session.startedMs) / 1000,
    },
    sourceAddress: arrival.source.address,
    timeMs: arrival.receivedMs,
  };
}
