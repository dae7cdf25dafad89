/** Fourth to sixth step: reads what a request asks for, judges it, and masks what may pass. */
import { createHmac, type KeyObject } from 'node:crypto';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { Undone } from '@sallyport/service-kit/http/content-coding';
import type { JudgedRequest, MaskOrder } from '@sallyport/policy/verdict';
import type { Dialect, Target } from '@sallyport/wire/llm/dialect';
import { plain } from '@sallyport/wire/plain/plain';
import type { ConnectionInForce, MaskOwner } from '../../core/ports/policy-in-force.js';
import { dialectFor } from '../../core/reading/dialects.js';
import { judgeRead } from '../../core/reading/judge-read.js';
import { MaskedRead } from '../../core/reading/mask-read.js';
import { operationMessage } from '../../core/reading/operation-record.js';
import { readRequest, type ReadRequest } from '../../core/reading/read-request.js';
import { admitted } from './admitted.js';
import { bufferOf } from './buffer-of.js';
import type { Door } from './door.js';
import type { GatheredRequest, Passing, Refusal, Subject, Unadmitted } from './examined.js';
import { arrivedBytes, gatherBody, type GatheredBody, type Patience } from './gather-body.js';
import { judgedFacts } from './judged-facts.js';
import { namesOf, type Names } from './names-of.js';
import { blocked, refusalOf, sayingWhy, tooMuch, unreadable } from './refusal-of.js';
import { isCoded, undoCoding } from './undo-coding.js';

export async function examine(door: Door, subject: Subject): Promise<Passing | Refusal> {
  const { arrival, accepted, policy, connection } = subject;
  const { reading } = connection;
  const target: Target = {
    method: arrival.method,
    path: accepted.target.path,
    query: accepted.target.query,
  };
  const dialect = dialectFor(reading.dialects, target);
  const asked = judgedFacts(door, subject);
  // What no body can change is said before the body is asked for.
  const early = policy.deniedUnread(asked);
  if (early !== undefined) return refusalOf(early, dialect, undefined);
  const isRead = reading.bindsRequests || dialect !== plain || connection.record === 'full';
  const unread = isRead ? undefined : policy.judge(asked);
  if (unread !== undefined && unread.decision !== 'allow') return refusalOf(unread, dialect, undefined);

  if (arrival.awaitsContinue) arrival.response.writeContinue();
  const gathered = await gatherBody(
    arrival.request,
    accepted.framing,
    patienceFor(door, connection, dialect),
  );
  if (gathered.kind === 'open' && reading.bindsRequests) {
    return { ...tooMuch(gathered.why, reading.judgeBytesMax), dialect };
  }
  const encoding = arrival.headers.contentEncoding;
  if (unread !== undefined) {
    const bytes = arrivedBytes(gathered);
    const body = { sent: bytes, recorded: bytes, gathered, sentEncoding: encoding };
    return admitted(subject, {
      kind: 'passing',
      verdict: unread,
      dialect,
      read: undefined,
      operation: undefined,
      names: noNames,
      request: undefined,
      judged: asked,
      body: { ...body, recordedEncoding: policy.recordedWords(encoding), originalHmac: noDigest },
      query: { sent: target.query, recorded: target.query },
      masked: [],
      failures: [],
      tokens: noTokens,
      asksUsage: false,
      plan: undefined,
    });
  }
  const judged = judgeGathered(door, subject, { asked, dialect, target, gathered, encoding });
  const examined = judged instanceof Promise ? await judged : judged;
  return examined.kind === 'refused' ? examined : admitted(subject, examined);
}

/** Reads, judges and masks a request by the document of its subject; waits only where an upstream must be asked for a name. */
export function judgeGathered(
  door: Door,
  subject: Subject,
  request: GatheredRequest,
): Unadmitted | Refusal | Promise<Unadmitted | Refusal> {
  const { arrival, connection } = subject;
  const { reading } = connection;
  const { asked, dialect, target, gathered, encoding } = request;
  const undone = undoneBody(gathered, encoding, reading.judgeBytesMax);
  const bare = undone.kind === 'bare' ? undone.bytes : undefined;
  const whyNoBody = undone.kind === 'bare' ? 'NOT_READ' : undone.fault;
  if (whyNoBody === 'TOO_MANY_BYTES' && reading.bindsRequests)
    return { ...tooMuch('unfolds', reading.judgeBytesMax), dialect };
  const contentType = arrival.request.headers['content-type'] ?? '';
  const read = readRequest(dialect, { target, body: bare, contentType, whyNoBody }, reading.takesUnreadable);
  const looked = namesOf(door.names, connection, target, read.operation);
  const described = { asked, read, gathered, bytes: arrivedBytes(gathered), bare, encoding, request };
  return looked instanceof Promise
    ? looked.then((names) => judgeAndMask(door, subject, { ...described, names }))
    : judgeAndMask(door, subject, { ...described, names: looked });
}

interface Masking {
  readonly masks: readonly MaskOrder[];
  readonly plan: MaskPlan | undefined;
  readonly masked: MaskedRead;
}

/** A document that is there, and what is known of its request. */
export interface Described {
  readonly asked: JudgedRequest;
  readonly read: ReadRequest;
  readonly names: Names;
  readonly gathered: GatheredBody;
  readonly bytes: Buffer;
  readonly bare: Buffer | undefined;
  readonly encoding: string;
  /** As it came, where it can wait for people. */
  readonly request: GatheredRequest | undefined;
}

export function judgeAndMask(door: Door, subject: Subject, described: Described): Unadmitted | Refusal {
  const { policy, connection, prospect, accepted } = subject;
  const { reading } = connection;
  const { asked, read, names, gathered, bytes, encoding } = described;
  const { dialect } = read;
  const bare = described.bare ?? bytes;
  const isRecorded = connection.record === 'full';
  const owner: MaskOwner = { session: prospect.envelope.session, owner: prospect.owner };
  // Of a body that goes on arriving nothing is known yet: it is masked as it comes.
  const whole = gathered.kind === 'whole' ? bare : noBytes;
  const maskedBy = (masks: readonly MaskOrder[], isLooking: boolean): Masking => {
    const plan = policy.planOf(masks, isLooking, owner);
    return { masks, plan, masked: new MaskedRead(plan, read, whole) };
  };
  // Masked before it is judged only where a rule asks what is in it: what is denied need not be searched.
  const early = reading.findsInRequests ? maskedBy(reading.masks.request, true) : undefined;
  const found = early?.masked.found(policy.categoryOf);
  const judged = judgeRead(policy, asked, read, { ...names, bodyBytes: bytes.length, found });
  const { verdict } = judged;
  const withheldTools = verdict.withheldTools ?? [];
  const words = policy.recordedWords;
  const operation = operationMessage(read.operation, names, read.fault?.reason ?? '', withheldTools, words);
  const canWait = described.request !== undefined && door.control !== undefined;
  const waits = verdict.decision === 'hold' && verdict.approval !== undefined && canWait;
  if (verdict.decision !== 'allow' && !waits) return refusalOf(sayingWhy(verdict, read), dialect, operation);
  const masks = verdict.masks ?? reading.masks.request; // A verdict without has none standing either.
  if (masks.length > 0 && read.document === undefined && bytes.length > 0) {
    return refusalOf(sayingWhy(unreadable(verdict), read), dialect, operation);
  }
  const { plan, masked } = early?.masks === masks ? early : maskedBy(masks, isRecorded);
  const { blockedBy: kind } = masked;
  if (kind !== undefined) {
    return refusalOf(blocked(verdict, { kind, category: policy.categoryOf(kind) }), dialect, operation);
  }
  const { isStreaming, asksUsage: hasAsked } = read.operation;
  const asksUsage = read.document !== undefined && isStreaming && !hasAsked;
  const bodies = masked.bodies({ withheldTools, asksUsage });
  const isChanged = bodies.sent !== whole;
  const isMasked = bodies.recorded !== whole;
  return {
    kind: 'passing',
    verdict,
    dialect,
    read,
    operation,
    names,
    request: described.request,
    judged: judged.request,
    body: {
      gathered,
      sent: isChanged ? bufferOf(bodies.sent) : bytes,
      recorded: gathered.kind === 'open' ? bytes : bufferOf(bodies.recorded),
      sentEncoding: isChanged ? '' : encoding,
      recordedEncoding: described.bare === undefined && !isMasked ? words(encoding) : '',
      originalHmac: isMasked || bare !== bytes ? hmac(door.maskKeys.digestKey, bytes) : noDigest,
    },
    query: masked.query(accepted.target.query),
    masked: masked.kinds(),
    failures: masked.failures,
    tokens: masked.tokens,
    asksUsage,
    plan,
  };
}

function patienceFor({ limits }: Door, { reading }: ConnectionInForce, dialect: Dialect): Patience {
  if (reading.bindsRequests || dialect !== plain) {
    return { bytesMax: reading.judgeBytesMax, of: 'silence', msMax: limits.requestIdleMsMax };
  }
  return { bytesMax: limits.requestInlineBytesMax, of: 'all', msMax: limits.requestGatherMsMax };
}

/** The body with its coding undone, where it is there whole and that can be done. */
function undoneBody(
  gathered: GatheredBody,
  encoding: string,
  bytesMax: number,
): Undone<Buffer> | { readonly kind: 'open'; readonly fault: 'NOT_READ' } {
  if (gathered.kind === 'open') return { kind: 'open', fault: 'NOT_READ' };
  const { bytes } = gathered;
  return isCoded(encoding) ? undoCoding(bytes, encoding, bytesMax) : { kind: 'bare', bytes };
}

const noBytes: Buffer = Buffer.alloc(0);
const noNames: Names = { graphs: [], collections: [] };
const noDigest: Buffer = Buffer.alloc(0);
const noTokens: ReadonlyMap<string, string> = new Map();
const hmac = (key: KeyObject, bytes: Uint8Array): Buffer => createHmac('sha256', key).update(bytes).digest();
