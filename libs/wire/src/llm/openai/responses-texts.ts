/** Texts of a response's stream: which event brings a piece of which text, and which repeats it whole. */
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import { callArguments, callInput, plainText, reasoningText, sideText } from '../sse/frame-draft.js';
import type { TextKind } from '../sse/frame-draft.js';

export interface TextRow {
  /** Last part of the channel: `<output_index>[/<sub-index>]/<suffix>`. */
  readonly suffix: string;
  /** Member of the `.done` event that repeats the text; empty where it is not repeated. */
  readonly repeatedAs: string;
  readonly kind: TextKind;
}

/** By the middle of the event's name: `response.<stem>.delta` and `response.<stem>.done`. */
export const textRows: Readonly<Record<string, TextRow>> = {
  output_text: { suffix: 'text', repeatedAs: 'text', kind: plainText },
  refusal: { suffix: 'refusal', repeatedAs: 'refusal', kind: plainText },
  reasoning_text: { suffix: 'reasoning', repeatedAs: 'text', kind: reasoningText },
  reasoning_summary_text: { suffix: 'summary', repeatedAs: 'text', kind: reasoningText },
  function_call_arguments: { suffix: 'tool', repeatedAs: 'arguments', kind: callArguments },
  mcp_call_arguments: { suffix: 'tool', repeatedAs: 'arguments', kind: callArguments },
  custom_tool_call_input: { suffix: 'tool', repeatedAs: 'input', kind: callInput },
  code_interpreter_call_code: { suffix: 'tool', repeatedAs: 'code', kind: callInput },
  shell_call_command: { suffix: 'command', repeatedAs: 'command', kind: callInput },
};

/** A text that no row names, as newer services may send: its pieces are one text all the same. */
export const rowOf = (stem: string): TextRow =>
  textRows[stem] ?? { suffix: stem, repeatedAs: '', kind: sideText };

/** Stems by the type of a content part, which repeats the text as `text` or `refusal`. */
export const partStems: Readonly<Record<string, string>> = {
  output_text: 'output_text',
  refusal: 'refusal',
  reasoning_text: 'reasoning_text',
  summary_text: 'reasoning_summary_text',
};

/** Members of a call's item that its pieces add up to. */
export const callTextStems: Readonly<Record<string, string>> = {
  arguments: 'function_call_arguments',
  input: 'custom_tool_call_input',
  code: 'code_interpreter_call_code',
};

/** Words of the protocol, and values that only the service can read: no text of a person stands there. */
export const structural: ReadonlySet<string> = new Set([
  'id',
  'type',
  'object',
  'status',
  'role',
  'model',
  'name',
  'call_id',
  'item_id',
  'response_id',
  'previous_response_id',
  'service_tier',
  'truncation',
  'obfuscation',
  'encrypted_content',
  'partial_image_b64',
  'result',
]);

/** Names by which clients find texts and calls. */
export const telling: ReadonlySet<string> = new Set([
  ...['type', 'name', 'call_id', 'status', 'response', 'output', 'output_index', 'item', 'part', 'delta'],
  ...['content', 'summary', 'text', 'refusal', 'arguments', 'input', 'action'],
]);

const subIndexes = ['content_index', 'summary_index', 'command_index'] as const;

export const integer = (json: LocatedJson, node: NodeId | undefined): number | undefined => {
  const value = json.number(node);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
};

/** `<output_index>[/<sub-index>]` of an event. */
export function placeOf(json: LocatedJson): string {
  const output = integer(json, json.member(json.root, 'output_index')) ?? 0;
  for (const name of subIndexes) {
    const sub = integer(json, json.member(json.root, name));
    if (sub !== undefined) return `${output}/${sub}`;
  }
  return `${output}`;
}
