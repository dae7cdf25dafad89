/** What the provider is going to say, in no dialect's words; and how a conversation that asks for it looks. */
import type { JsonObject } from './json.js';

export interface PlannedCall {
  readonly name: string;
  /** An object is written as JSON; a text goes out as it is, also where it is no JSON. */
  readonly arguments: JsonObject | string;
}

export interface Plan {
  readonly reasoning?: string;
  readonly text?: string;
  readonly calls?: readonly PlannedCall[];
  /** The model's own refusal, where the dialect has a place for it. */
  readonly refusal?: string;
}

export interface OfferedTool {
  readonly name: string;
  /** JSON Schema of its arguments. */
  readonly schema: JsonObject;
}

export interface Conversation {
  /** The last text of the user. */
  readonly prompt: string;
  /** What tools returned since then; empty where the last word is the user's. */
  readonly toolResults: readonly string[];
  readonly tools: readonly OfferedTool[];
  /** `none`, `auto`, `required`, or the name of the one tool that must be called. */
  readonly choice: string;
  /** Schema of structured output; an empty one where any JSON object will do. */
  readonly schema: JsonObject | undefined;
  readonly wantsReasoning: boolean;
  /** Most words of the answer; undefined where nothing is said. */
  readonly wordsMax: number | undefined;
}

export function argumentsText(call: PlannedCall): string {
  return typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
}

/** The pieces in which a text is streamed: words with the space before them. Together they are the text. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? [];
}

/** A word is taken for a token. */
export function tokensOf(text: string): number {
  return text.split(/\s+/u).filter(Boolean).length;
}

/** Tokens of all that is said. */
export function tokensOfPlan(plan: Plan): number {
  const said = [
    plan.text ?? '',
    plan.refusal ?? '',
    ...(plan.calls ?? []).map((call) => `${call.name} ${argumentsText(call)}`),
  ];
  return said.reduce((sum, text) => sum + tokensOf(text), tokensOf(plan.reasoning ?? ''));
}

/** What remains of a plan where the client asked for a short answer; and whether something was left out. */
export function shortened(
  plan: Plan,
  wordsMax: number | undefined,
): { readonly plan: Plan; readonly cut: boolean } {
  const pieces = piecesOf(plan.text ?? '');
  if (wordsMax === undefined || pieces.length <= wordsMax) return { plan, cut: false };
  return { plan: { ...plan, text: pieces.slice(0, wordsMax).join('') }, cut: true };
}
