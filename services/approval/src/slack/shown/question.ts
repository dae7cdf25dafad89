/** What an approval's card, details and lists show, besides how the approval stands. */
import { EventMessage, EventRecord } from '@sallyport/contracts/event-codec';
import type { RequestHeld } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Approval } from '../../core/approval.js';

export interface Content {
  readonly text: string;
  /** True where the event has only its beginning. */
  readonly cut: boolean;
  /** Written by a model: the arguments of a tool call in its answer. */
  readonly fromModel: boolean;
}

export interface Question {
  readonly approval: Approval;
  /** Operation in one line. */
  readonly operation: string;
  /** The sentence of the rule. */
  readonly sentence: string;
  /** Most masked form of what would run; absent where there is none. */
  readonly content?: Content;
}

/** `held` is the record as the gateway wrote it, `payloads` the message with what hangs on it. */
export function readQuestion(approval: Approval, held: Uint8Array, payloads: Uint8Array): Question {
  const { body } = EventRecord.decode(held);
  if (body?.$case !== 'requestHeld') throw new TypeError('an approval is not of a held request');
  const { value } = body;
  const content = contentOf(value, payloads);
  return {
    approval,
    operation: operationOf(value),
    sentence: value.sentence,
    ...(content && { content }),
  };
}

function operationOf({ call, target, operation }: RequestHeld): string {
  if (call !== undefined) return `tool call ${call.tool}`;
  const kinds = operation?.kinds.join(', ') ?? '';
  const model = operation?.model ?? '';
  const what = [kinds, model].filter((word) => word !== '').join(' ');
  return `${target?.method ?? ''} ${target?.path ?? ''}${what === '' ? '' : ` (${what})`}`.trim();
}

function contentOf({ content, contentCut, call }: RequestHeld, payloads: Uint8Array): Content | undefined {
  if (content === undefined) return undefined;
  const fits = (sha256: Uint8Array): boolean => Buffer.compare(sha256, content.sha256) === 0;
  const payload = EventMessage.decode(payloads).payloads.find(({ sha256 }) => fits(sha256));
  if (payload === undefined) return undefined;
  return { text: textOf(payload.content), cut: contentCut, fromModel: call !== undefined };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return `(${bytes.length} bytes that are no text)`;
  }
}
