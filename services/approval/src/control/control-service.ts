/** The control service of the contract: the feed, snapshots, decisions, spending, and what locks ended. */
import { status } from '@grpc/grpc-js';
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import { ConsumeOutcome } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type {
  ConsumeApprovalRequest,
  ControlServiceServer,
  SnapshotRequest,
  SnapshotResponse,
  SubscribeRequest,
  SubscribeResponse,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { isDatabaseAway } from '@sallyport/service-kit/database/database-away';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ApprovalDesk } from '../apply/approval-desk.js';
import type { LockDesk } from '../apply/lock-desk.js';
import type { NotSpent } from '../core/consume-approval.js';
import { decisionStatement } from '../core/statement.js';
import type { StatementBody } from '../core/statement.js';
import { snapshotStatementsPerPiece, subscribersMax } from '../limits.js';
import { readDecision, readHead, readStanding } from '../store/read-feed.js';
import type { FeedTail } from './feed-tail.js';
import { CallError, replicaOf } from './peer.js';
import type { SigningKeys } from './signing-keys.js';
import { hello, serveFeed } from './subscription.js';

export interface ControlServiceOptions {
  readonly database: DataSource;
  readonly tail: FeedTail;
  readonly keys: SigningKeys;
  readonly desk: ApprovalDesk;
  readonly locks: LockDesk;
  readonly log: Logger;
  /** Aborted when the listener stops. */
  readonly stopping: AbortSignal;
}

const outcomes = {
  consumed: ConsumeOutcome.CONSUMED,
  spent: ConsumeOutcome.SPENT,
  'not-approved': ConsumeOutcome.NOT_APPROVED,
  'other-request': ConsumeOutcome.OTHER_REQUEST,
  unknown: ConsumeOutcome.UNKNOWN,
} as const satisfies Record<'consumed' | NotSpent, ConsumeOutcome>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export function controlService(options: ControlServiceOptions): ControlServiceServer {
  const { database, desk, keys, locks, log, stopping, tail } = options;
  let subscribers = 0;

  async function signed(
    body: StatementBody,
    at: { epoch: string; sequence: number; timeUs: number },
  ): Promise<string> {
    const [row] = await tail.sign([{ sequence: at.sequence, timeUs: at.timeUs, body }], at.epoch);
    return row?.jws ?? '';
  }

  async function spend(request: ConsumeApprovalRequest, replica: string): Promise<'consumed' | NotSpent> {
    const { approvalId, grantId, requestId, bearer } = request;
    const id = approvalId === '' ? grantId : approvalId;
    if (bearer === undefined || (approvalId === '') === (grantId === ''))
      throw new CallError(status.INVALID_ARGUMENT, 'name an approval or a grant, and the bearer');
    if (!UUID.test(id) || !UUID.test(requestId))
      throw new CallError(status.INVALID_ARGUMENT, 'ids are UUIDs');
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    return approvalId === ''
      ? desk.useGrant({ grantId, requestId, shapeSha256: hex(request.shapeSha256), bearer, replica })
      : desk.consume(approvalId, { requestId, requestSha256: hex(request.requestSha256), bearer, replica });
  }

  async function sendSnapshot(call: ServerWritableStream<SnapshotRequest, SnapshotResponse>): Promise<void> {
    replicaOf(call, call.request.replica);
    const { epoch, sequence, nowUs, bodies } = await readStanding(database);
    const greeting = { ...hello(tail, keys.published()), epoch, sequence };
    const rows = await tail.sign(
      bodies.map((body) => ({ sequence, timeUs: nowUs, body })),
      epoch,
    );
    const statements = rows.map(({ jws }) => jws);
    for (let from = 0; from === 0 || from < statements.length; from += snapshotStatementsPerPiece) {
      const piece = statements.slice(from, from + snapshotStatementsPerPiece);
      const last = from + snapshotStatementsPerPiece >= statements.length;
      call.write({ hello: greeting, statements: piece, last });
    }
  }

  async function subscribe(call: ServerWritableStream<SubscribeRequest, SubscribeResponse>): Promise<void> {
    replicaOf(call, call.request.replica);
    if (subscribers >= subscribersMax)
      throw new CallError(status.RESOURCE_EXHAUSTED, 'too many gateways follow the feed here');
    const left = new AbortController();
    call.once('cancelled', () => left.abort());
    call.once('close', () => left.abort());
    subscribers += 1;
    try {
      await serveFeed(call, { database, tail, keys, gone: AbortSignal.any([left.signal, stopping]) });
    } finally {
      subscribers -= 1;
    }
  }

  return {
    subscribe: (call) => void stream(call, log, () => subscribe(call)),
    snapshot: (call) => void stream(call, log, () => sendSnapshot(call)),
    getDecision: unary(log, async ({ request: { id } }) => {
      const found = UUID.test(id) ? await readDecision(database, id) : undefined;
      if (found === undefined) return { decisionJws: '' };
      const { epoch, sequence, nowUs: timeUs, approval } = found;
      return { decisionJws: await signed(decisionStatement(approval), { epoch, sequence, timeUs }) };
    }),
    consumeApproval: unary(log, async (call) => {
      const { request } = call;
      const outcome = outcomes[await spend(request, replicaOf(call, request.replica))];
      const { requestId, requestSha256, approvalId, grantId } = request;
      const value = { id: approvalId === '' ? grantId : approvalId, requestId, requestSha256, outcome };
      const { epoch } = await readHead(database);
      const at = { epoch, sequence: 0, timeUs: Date.now() * 1000 };
      return { receiptJws: await signed({ $case: 'receipt', value }, at) };
    }),
    reportApplied: unary(log, async (call) => {
      const { request } = call;
      const replica = replicaOf(call, request.replica);
      const known = UUID.test(request.lockId) && (await locks.applied({ ...request, replica }));
      if (!known) throw new CallError(status.NOT_FOUND, 'there is no such lock');
      return {};
    }),
  };
}

/** Of a defect nothing is told. */
function errorOf(error: unknown, log: Logger): CallError {
  if (error instanceof CallError) return error;
  if (isDatabaseAway(error)) return new CallError(status.UNAVAILABLE, 'the database cannot be reached');
  log.error({ err: error }, 'a call of a gateway failed');
  return new CallError(status.INTERNAL, 'internal error');
}

function unary<Request, Response>(
  log: Logger,
  answer: (call: ServerUnaryCall<Request, Response>) => Promise<Response>,
): (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    answer(call).then(
      (response) => callback(null, response),
      (error: unknown) => callback(errorOf(error, log)),
    );
  };
}

async function stream<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  log: Logger,
  serve: () => Promise<void>,
): Promise<void> {
  try {
    await serve();
    call.end();
  } catch (error) {
    call.emit('error', errorOf(error, log));
  }
}
