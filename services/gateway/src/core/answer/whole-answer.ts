/** An answer that is there whole: read, judged, and written in both forms. */
import { isForeign } from '@sallyport/wire/plain/charset';
import { plain, unreadBody } from '@sallyport/wire/plain/plain';
import type { Change, Dialect, ReadAnswer } from '@sallyport/wire/llm/dialect';
import type { ToolCall, Unreadable } from '@sallyport/wire/llm/operation';
import type { AnswerHead, AnswerRules, Passed, Stop } from './answer.js';
import type { AnswerLedger } from './answer-ledger.js';
import { blockedVerdict } from './blocked.js';
import { isError, isForm } from './body-kind.js';
import { BytesReading } from './bytes-reading.js';
import { judgeAnswer } from './judge-answer.js';
import { both } from './outgoing.js';
import { wholeForms } from './text-forms.js';

type Written = { readonly kind: 'written'; readonly passed: Passed };
/** Calls of it wait for people: it is written when they are settled. */
type Waits = { readonly kind: 'waits' };

/** What becomes of the body; `unreadable` says so whether or not it may pass. */
export function writeAnswer(
  rules: AnswerRules,
  head: AnswerHead,
  body: Uint8Array,
  ledger: AnswerLedger,
): Written | Waits | Stop {
  const read = asShown(rules, head, readBy(rules, body, head.contentType));
  if (read.kind === 'unreadable') return { kind: 'unreadable', reason: read.reason };
  if (read.answer.usage !== undefined) ledger.usage = read.answer.usage;
  const { spans } = read.answer.operation;
  const verdict = judgeAnswer(rules, spans, head.status);
  ledger.verdict = verdict;
  if (verdict !== undefined && verdict.decision !== 'allow') return { kind: 'denied', verdict };
  const masks = verdict?.masks ?? [];
  const plan = masks.length === 0 ? rules.plan : rules.planOf(masks);
  ledger.calls.plan = plan;
  const left = withoutRefused(rules, read, head.contentType, ledger);
  if (left.kind !== 'read') return left;
  const orders = [...(rules.orders ?? []), ...masks];
  // Of what is no answer of a dialect every value is masked, numbers too, and nothing is recorded that is no text.
  if (left.dialect === plain && !isForm(head.contentType))
    return passAsBytes({ ...rules, plan, orders }, head, body, ledger);

  const changes: { readonly client: Change[]; readonly recorded: Change[] } = { client: [], recorded: [] };
  let isSame = true;
  for (const [span, { text, isJson, key, position }] of left.answer.operation.spans.entries()) {
    const { client, recorded, report } = wholeForms(
      { plan, values: rules.values },
      { text, isJson, key, position },
    );
    if (report !== undefined) ledger.tally.add(report, position, span);
    if (report?.blockedBy !== undefined) {
      return { kind: 'denied', verdict: blockedVerdict(report.blockedBy, orders, plan?.engine) };
    }
    isSame &&= client === recorded;
    if (client !== text) changes.client.push({ kind: 'text', span, text: client });
    if (recorded !== text) changes.recorded.push({ kind: 'text', span, text: recorded });
  }
  const client = left.answer.apply(changes.client);
  const recorded = isSame ? client : left.answer.apply(changes.recorded);
  ledger.isChanged ||= recorded !== body;
  return { kind: 'written', passed: { client, recorded } };
}

function passAsBytes(
  rules: AnswerRules,
  head: AnswerHead,
  body: Uint8Array,
  ledger: AnswerLedger,
): Written | Stop {
  const reading = new BytesReading(rules, head, ledger);
  const passed = both(reading.push(body), reading.finish());
  return reading.stopped ?? { kind: 'written', passed };
}

interface Read {
  readonly kind: 'read';
  readonly dialect: Dialect;
  readonly answer: ReadAnswer;
}

/** Error pages and the like are no answers of their dialect: read as what their bytes are. */
function readBy(
  { dialect, operation, isBinding, takesUnread }: AnswerRules,
  body: Uint8Array,
  contentType: string,
): Read | Unreadable {
  if (isBinding && isForeign(body, contentType))
    return { kind: 'unreadable', reason: 'NOT_UTF8', where: 'byte 0' };
  const answer = dialect.readAnswer(operation, body, contentType);
  if (answer.kind === 'read') return { kind: 'read', dialect, answer };
  const other = plain.readAnswer(operation, body, contentType);
  if (other.kind === 'read') return { kind: 'read', dialect: plain, answer: other };
  if (other.reason !== 'NOT_TEXT' || !takesUnread) return other;
  return { kind: 'read', dialect: plain, answer: { ...unreadBody(body), usage: undefined } };
}

/** A list of models without those that the caller is not shown; what may be such a list and cannot be read is not let through. */
function asShown(
  { showsModel, operation }: AnswerRules,
  { status, contentType }: AnswerHead,
  read: Read | Unreadable,
): Read | Unreadable {
  if (showsModel === undefined || isError(status) || read.kind === 'unreadable') return read;
  const { dialect } = read;
  const bytes = dialect.withoutModels?.(read.answer, showsModel);
  const answer = bytes === undefined ? undefined : dialect.readAnswer(operation, bytes, contentType);
  if (answer?.kind === 'read') return { ...read, answer };
  return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '/data' };
}

/** The answer with a refusal in place of each call that may not be made. */
function withoutRefused(
  rules: AnswerRules,
  read: Read,
  contentType: string,
  ledger: AnswerLedger,
): Read | Waits | Stop {
  const { dialect } = read;
  const { toolsCalled } = read.answer.operation;
  if (ledger.calls.isJudging && toolsCalled.some(({ name }) => name === ''))
    return { kind: 'unreadable', reason: 'UNKNOWN_CALL' };
  const fates = ledger.calls.judgeAll(toolsCalled);
  if (fates === undefined) return { kind: 'waits' };
  let left = read;
  for (const [at, call] of toolsCalled.entries()) {
    const fate = fates[at];
    if (fate?.kind !== 'refused') continue;
    const { verdict } = fate;
    const bytes = dialect.withoutToolCall?.(left.answer, call.id, verdict.sentence);
    const answer = bytes === undefined ? undefined : dialect.readAnswer(rules.operation, bytes, contentType);
    // What cannot be taken out of the answer is not let through with it.
    if (answer?.kind !== 'read' || hasCall(answer, call)) return { kind: 'denied', verdict };
    left = { ...left, answer };
  }
  return left;
}

const hasCall = ({ operation }: ReadAnswer, { id, name, arguments: given }: ToolCall): boolean =>
  operation.toolsCalled.some((call) => call.id === id && call.name === name && call.arguments === given);
