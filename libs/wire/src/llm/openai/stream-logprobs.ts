/** Log probabilities repeat the answer token by token: another way out for every text that is masked elsewhere. */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import { plainText } from '../sse/frame-draft.js';
import type { FrameDraft } from '../sse/frame-draft.js';

const encoder = new TextEncoder();

/** `[{ token, logprob, bytes, top_logprobs: [{ token, … }] }]`: the tokens, one behind the other, are one text. */
export function readLogprobs(
  json: LocatedJson,
  list: NodeId | undefined,
  channel: string,
  draft: FrameDraft,
): void {
  for (const entry of json.elements(list)) {
    draft.text(json, json.member(entry, 'token'), channel, plainText, (text) =>
      otherToken(json, entry, text),
    );
  }
}

/** With the token its bytes change; the alternatives to what was said are dropped: the token is one of them. */
function otherToken(json: LocatedJson, entry: NodeId, text: string): Edit[] {
  const edits: Edit[] = [];
  const bytes = json.member(entry, 'bytes');
  if (bytes !== undefined) edits.push({ kind: 'value', node: bytes, value: [...encoder.encode(text)] });
  const alternatives = json.member(entry, 'top_logprobs');
  if (alternatives !== undefined) edits.push({ kind: 'value', node: alternatives, value: [] });
  return edits;
}

/** A token of our own, for text that was held back. Nobody computed how likely it was. */
export const ownToken = (text: string) => ({
  token: text,
  logprob: 0,
  bytes: [...encoder.encode(text)],
  top_logprobs: [],
});
