/** The head of an answer: what of it goes on to the client, and what of it is recorded. */
import type { Header } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { forwardResponseHeaders, type ParsedHeaders } from '@sallyport/wire/http/response-headers';
import { isEventStream } from '../../core/answer/body-kind.js';
import type { FlowHead } from './answer-flow.js';
import { described } from './describe.js';
import type { Subject } from './examined.js';

export interface AnswerHead extends FlowHead {
  readonly recorded: Header[];
}

export interface UpstreamHead {
  readonly status: number;
  readonly statusMessage: string | undefined;
  readonly headers: ParsedHeaders;
}

/** Whether an answer can go on where a stream began while its request waited. */
export const continuesStream = (status: number, headers: ParsedHeaders): boolean =>
  status === 200 && isEventStream(contentTypeOf(headers)) && headers['content-encoding'] === undefined;

/** @throws what `forwardResponseHeaders` throws of headers that cannot go on. */
export function answerHead(
  { arrival, connection, policy }: Subject,
  session: string,
  { status, statusMessage = '', headers }: UpstreamHead,
): AnswerHead {
  const forwarded = forwardResponseHeaders(headers, connection);
  const words = policy.recordedWords;
  return {
    status,
    statusMessage,
    headers: forwarded.headers,
    contentType: contentTypeOf(headers),
    contentEncoding: words(forwarded.contentEncoding),
    added: [...['x-sallyport-request-id', arrival.requestId], ...['x-sallyport-session-id', session]],
    recorded: described(forwarded.recorded, words),
  };
}

function contentTypeOf(headers: ParsedHeaders): string {
  const type = headers['content-type'];
  return (Array.isArray(type) ? type[0] : type) ?? '';
}
