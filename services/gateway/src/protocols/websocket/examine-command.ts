/** Reads, judges and masks one command of a socket, as the request to the thread's commands that it is. */
import type { Target } from '@sallyport/wire/llm/dialect';
import { dialectFor } from '../../core/reading/dialects.js';
import { readRequest } from '../../core/reading/read-request.js';
import type { ConnectionInForce, PolicyInForce } from '../../core/ports/policy-in-force.js';
import { admitted } from '../http/admitted.js';
import type { Door } from '../http/door.js';
import { judgeAndMask } from '../http/examine.js';
import type { Passing, Refusal, Subject } from '../http/examined.js';
import { judgedFacts } from '../http/judged-facts.js';
import { namesOf } from '../http/names-of.js';
import { refusalOf } from '../http/refusal-of.js';
import { commandsPath } from './may-upgrade.js';

/** The command as a request of its own, under the document that is in force now. */
export function commandSubject(
  door: Door,
  socket: Subject,
  policy: PolicyInForce,
  connection: ConnectionInForce,
): Subject {
  const { arrival, accepted, prospect, caller } = socket;
  const path = commandsPath(accepted.target.path);
  const nowMs = Date.now();
  return {
    arrival: { ...arrival, method: 'POST', receivedMs: nowMs, requestId: door.newId(nowMs) },
    accepted: { target: { ...accepted.target, path, query: '' }, framing: { kind: 'none' } },
    policy,
    caller,
    connection,
    prospect: { ...prospect, envelope: { ...prospect.envelope, policyVersion: policy.version }, nowMs },
    path: connection.basePath + path,
  };
}

export async function examineCommand(
  door: Door,
  subject: Subject,
  message: Buffer,
): Promise<Passing | Refusal> {
  const { arrival, accepted, policy, connection } = subject;
  const { reading } = connection;
  const target: Target = { method: arrival.method, path: accepted.target.path, query: '' };
  const dialect = dialectFor(reading.dialects, target);
  const asked = judgedFacts(door, subject);
  const early = policy.deniedUnread(asked);
  if (early !== undefined) return refusalOf(early, dialect, undefined);
  const read = readRequest(
    dialect,
    { target, body: message, contentType: 'application/json', whyNoBody: 'NOT_READ' },
    reading.takesUnreadable,
  );
  const looked = namesOf(door.names, connection, target, read.operation);
  const names = looked instanceof Promise ? await looked : looked;
  const gathered = { kind: 'whole', bytes: message } as const;
  const judged = judgeAndMask(door, subject, {
    asked,
    read,
    names,
    gathered,
    bytes: message,
    bare: message,
    encoding: '',
    // A command that waits would hold back all that follow it on its socket.
    request: undefined,
  });
  return judged.kind === 'refused' ? judged : admitted(subject, judged);
}
