/** A recorded request as policy judges it: as far as its event and its recorded body tell. */
import type { JudgedOperation, JudgedText } from '@sallyport/policy/operation';
import type { JudgedRequest } from '@sallyport/policy/verdict';
import type { Operation } from '@sallyport/wire/llm/operation';
import { pathTexts } from '@sallyport/wire/plain/path-texts';
import { dialectOf } from '../conversation/dialects.js';
import type { EventView, OperationView } from '../render/views.js';

export interface RecordedRequest {
  /** Once for each kind of thing that it does: each of them is judged. */
  readonly requests: readonly JudgedRequest[];
  /** The body as it reads; undefined where it is not there. */
  readonly operation: Operation | undefined;
  /** What was known when it was judged and is not recorded, in words. */
  readonly unknown: readonly string[];
}

/** @param event of the reception, or of the refusal, with its body where it is recorded */
export function recordedRequest(event: EventView): RecordedRequest {
  const { identity, connection = '', method = '', path = '', caller, operation: told } = event;
  const operation = readOperation(event);
  const plain: JudgedRequest = {
    subject: identity?.subject ?? '',
    groups: identity?.groups ?? [],
    agent: identity?.agent ?? '',
    ...(identity?.issuer === undefined ? {} : { issuer: identity.issuer }),
    ...(caller === undefined ? {} : { email: caller.email, sourceAddress: caller.address }),
    ...{ connection, method, path, timeMs: Date.parse(event.time) },
  };
  const judged = told === undefined && operation === undefined ? [] : judgedOperations(event, operation);
  return {
    requests: judged.length === 0 ? [plain] : judged.map((one) => ({ ...plain, operation: one })),
    operation,
    unknown: unknownOf(event, operation),
  };
}

function readOperation(event: EventView): Operation | undefined {
  const { method = '', path = '', operation, request } = event;
  const target = { method, path, query: '' };
  const dialect = dialectOf(operation?.dialect, target);
  const isWhole = request?.text !== undefined && request.truncated !== true;
  if (dialect === undefined || !isWhole || operation?.unreadable) return undefined;
  const read = dialect.readRequest(target, Buffer.from(request.text ?? ''), 'application/json');
  return read.kind === 'read' ? read.operation : undefined;
}

function judgedOperations(event: EventView, read: Operation | undefined): readonly JudgedOperation[] {
  const { operation: told, masked, query = '', path = '' } = event;
  const kinds = read?.kinds ?? told?.kinds ?? [];
  const asked: readonly JudgedText[] = [...new URLSearchParams(query).values()].map((text) => ({
    position: 'query',
    text,
  }));
  const dialect = read?.dialect ?? told?.dialect ?? 'http';
  const one: JudgedOperation = {
    kind: read?.kind ?? told?.kinds[0] ?? 'http',
    dialect,
    model: read?.model ?? told?.model ?? '',
    ...namesOf(read, told),
    items: read?.items ?? told?.items ?? 0,
    isStreaming: read?.isStreaming ?? told?.streaming ?? false,
    choices: read?.choices ?? 1,
    outputTokensMax: read?.outputTokensMax,
    hasHiddenHistory: read?.hasHiddenHistory ?? told?.hiddenHistory ?? false,
    toolsOffered: read?.toolsOffered ?? told?.toolsOffered ?? [],
    toolsCalled: read?.toolsCalled ?? (told?.toolsCalled ?? []).map((name) => ({ name, arguments: '{}' })),
    spans: [...(read?.spans ?? []), ...asked, ...(dialect === 'http' ? pathTexts(path) : [])],
    ...(event.request === undefined ? {} : { bodyBytes: event.request.size }),
    ...(told?.unreadable ? { isUnreadable: true } : {}),
    found: { kinds: [...new Set(masked.map(({ kind }) => kind))], categories: [] },
  };
  return kinds.length < 2 ? [one] : kinds.map((kind) => ({ ...one, kind }));
}

/** Graphs were looked up when the event was written; a body has their ids. */
function namesOf(
  read: Operation | undefined,
  told: OperationView | undefined,
): Pick<JudgedOperation, 'graph' | 'graphs' | 'collection' | 'collections'> {
  const graphs = told?.graphs ?? (read === undefined || read.graph === '' ? [] : [read.graph]);
  const collections = told?.collections ?? read?.collections ?? (read?.collection ? [read.collection] : []);
  return {
    graph: graphs[0] ?? '',
    collection: collections[0] ?? '',
    ...(graphs.length > 1 ? { graphs } : {}),
    ...(collections.length > 1 ? { collections } : {}),
  };
}

function unknownOf(event: EventView, read: Operation | undefined): readonly string[] {
  const { operation: told, caller, request, verdict } = event;
  const masks = request?.originalHmac !== undefined || event.masked.length > 0;
  return [
    ...(told !== undefined && read === undefined ? ['texts of the body'] : []),
    ...(read !== undefined && masks ? ['texts before they were masked'] : []),
    ...(masks ? ['categories of what was found'] : []),
    ...(caller === undefined ? ['e-mail and address of the caller'] : []),
    ...['attributes of the token', 'counts of the session', 'use of limits'],
    ...(verdict?.reasons.some((reason) => reason.startsWith('TOKEN_')) === true
      ? ['what the session token was narrowed to']
      : []),
  ];
}
