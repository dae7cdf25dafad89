/** Masks the texts of one document that is there whole: what to change in what is sent on, and in what is recorded. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { maskJson, maskText } from '@sallyport/masking/mask';
import { isJsonText } from '@sallyport/wire/json/is-json-text';
import type { Change } from '@sallyport/wire/llm/dialect';
import type { TextSpan } from '@sallyport/wire/llm/operation';
import type { MaskTally } from './mask-tally.js';

export interface MaskedSpans {
  readonly sent: readonly Change[];
  /** The same list where the two do not differ. */
  readonly recorded: readonly Change[];
  /** Placeholders with what they stand for. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Kind that may not pass at all. */
  readonly blockedBy: string | undefined;
}

const nothing: readonly Change[] = [];
const noTokens: ReadonlyMap<string, string> = new Map();

/** @param position in place of the spans' own, where it is known better */
export function maskSpans(
  plan: MaskPlan,
  spans: readonly TextSpan[],
  tally: MaskTally,
  position?: string,
): MaskedSpans {
  let sent: Change[] | undefined;
  let recorded: Change[] | undefined;
  let tokens: Map<string, string> | undefined;
  let differ = false;
  for (const [at, span] of spans.entries()) {
    if (span.text === '') continue;
    const options = span.key === '' ? {} : { key: span.key };
    // A result of a tool is often a document.
    const mask = span.isJson || isJsonText(span.text) ? maskJson : maskText;
    const masked = mask(plan, span.text, options);
    if (masked.report.counts.length > 0 || masked.report.failures.length > 0) {
      tally.add(masked.report, position ?? span.position, at);
    }
    if (masked.report.blockedBy !== undefined) {
      return { sent: nothing, recorded: nothing, tokens: noTokens, blockedBy: masked.report.blockedBy };
    }
    if (masked.sent !== span.text) (sent ??= []).push({ kind: 'text', span: at, text: masked.sent });
    if (masked.recorded !== span.text) {
      (recorded ??= []).push({ kind: 'text', span: at, text: masked.recorded });
    }
    differ ||= masked.sent !== masked.recorded;
    if (masked.tokens.size > 0) {
      tokens ??= new Map();
      for (const [placeholder, value] of masked.tokens) tokens.set(placeholder, value);
    }
  }
  return {
    sent: sent ?? nothing,
    recorded: differ ? (recorded ?? nothing) : (sent ?? nothing),
    tokens: tokens ?? noTokens,
    blockedBy: undefined,
  };
}
