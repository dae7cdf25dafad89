/** A request's body read in the dialect that claims it. */
import type { Dialect, ReadDocument, Target } from '@sallyport/wire/llm/dialect';
import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import type { Operation, TextSpan, Unreadable } from '@sallyport/wire/llm/operation';
import { isForeign } from '@sallyport/wire/plain/charset';
import { readForm, type Form } from '@sallyport/wire/plain/form';
import { pathTexts } from '@sallyport/wire/plain/path-texts';
import { plain, unreadBody } from '@sallyport/wire/plain/plain';
import type { FaultReason, ReadingFault } from './reading-fault.js';

export interface ReadRequest {
  /** Of the connection's dialects the one that claims the request, also where it could not be read in it. */
  readonly dialect: Dialect;
  /** Absent where nothing could be read. */
  readonly document: ReadDocument | undefined;
  /** Of the document; what the target alone says where there is none. */
  readonly operation: Operation;
  readonly fault: ReadingFault | undefined;
  readonly query: QueryRead | undefined;
  /** Segments of the path, where no dialect says what they are. */
  readonly path: readonly TextSpan[];
}

export interface QueryRead {
  readonly form: Form;
  readonly spans: readonly TextSpan[];
}

export interface RequestBytes {
  readonly target: Target;
  /** Undefined where the body is too long to be read, or its coding cannot be undone. */
  readonly body: Uint8Array | undefined;
  readonly contentType: string;
  readonly whyNoBody: FaultReason;
}

/** @param takesUnreadable what claims a dialect and is none is read as plain HTTP, and what is no text passes unread */
export function readRequest(dialect: Dialect, bytes: RequestBytes, takesUnreadable: boolean): ReadRequest {
  const read = readBody(dialect, bytes, takesUnreadable);
  const { path, query } = bytes.target;
  return { ...read, query: readQuery(query), path: read.dialect === plain ? pathTexts(path) : [] };
}

function readBody(
  dialect: Dialect,
  { target, body, contentType, whyNoBody }: RequestBytes,
  takesUnreadable: boolean,
): Omit<ReadRequest, 'query' | 'path'> {
  if (body === undefined) {
    const fault = { reason: whyNoBody };
    return { dialect, document: undefined, operation: unread(dialect, target), fault };
  }
  const isOther = isForeign(body, contentType);
  const read: ReadDocument | Unreadable = isOther
    ? { kind: 'unreadable', reason: 'NOT_UTF8', where: 'byte 0' }
    : dialect.readRequest(target, body, contentType);
  if (read.kind === 'read') return { dialect, document: read, operation: read.operation, fault: undefined };
  const other = takesUnreadable && !isOther ? asPlain(target, body, contentType) : read;
  if (other.kind === 'read')
    return { dialect: plain, document: other, operation: other.operation, fault: read };
  return { dialect, document: undefined, operation: unread(dialect, target), fault: read };
}

function asPlain(target: Target, body: Uint8Array, contentType: string): ReadDocument | Unreadable {
  const read = plain.readRequest(target, body, contentType);
  return read.kind === 'unreadable' && read.reason === 'NOT_TEXT' ? unreadBody(body) : read;
}

/** What an empty body of this target would ask for: its kind, where the dialect tells it by the path. */
function unread(dialect: Dialect, target: Target): Operation {
  const read = dialect.readRequest(target, new Uint8Array(0), '');
  return read.kind === 'read' ? read.operation : emptyOperation(dialect.name, 'http');
}

function readQuery(query: string): QueryRead | undefined {
  if (query.length < 2) return undefined;
  const form = readForm(Buffer.from(query.slice(1), 'latin1'));
  return form.kind === 'unreadable' ? undefined : { form, spans: form.spans };
}
