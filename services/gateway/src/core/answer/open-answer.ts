/** Chooses how an answer is read: as a stream, whole, or as bytes that pass. */
import type { AnswerHead, AnswerReading, AnswerRules } from './answer.js';
import { isError, isEventStream, isForm, isLabelledJson } from './body-kind.js';
import { BytesReading } from './bytes-reading.js';
import { HeldBytesReading } from './held-bytes-reading.js';
import { SniffedReading } from './sniffed-reading.js';
import { mayBlock, sendsAsCame } from './sends-as-came.js';
import { UnreadReading } from './unread-reading.js';
import { WholeReading } from './whole-reading.js';

const PARTIAL_CONTENT = 206;

export function openAnswer(given: AnswerRules, head: AnswerHead): AnswerReading {
  // A mask on what is sent binds, whoever forgot to say so.
  const rules = given.isBinding || sendsAsCame(given.plan) ? given : { ...given, isBinding: true };
  const { dialect, operation, isBinding, plan } = rules;
  if (head.status === PARTIAL_CONTENT && isBinding && plan !== undefined)
    return new UnreadReading(rules, { kind: 'unreadable', reason: 'PARTIAL_CONTENT' });
  const isEvents = isEventStream(head.contentType);
  // What a form says is encoded: only whole can it be read. Events are read one by one.
  const isBytes =
    dialect.name === 'http' && rules.judgeAnswer === undefined && !isEvents && !isForm(head.contentType);
  if (isBytes)
    return isBinding && mayBlock(plan) ? new HeldBytesReading(rules, head) : new BytesReading(rules, head);
  const { openStream } = dialect;
  if (openStream === undefined || rules.holdsWhole) return new WholeReading(rules, head);
  const mayStream = operation.isStreaming && !isError(head.status) && !isLabelledJson(head.contentType);
  if (isEvents || mayStream) return new SniffedReading(rules, head, openStream);
  return new WholeReading(rules, head);
}
