/** Probabilities of tokens: a word is a token, and how likely it was comes from its letters. */
import type { JsonObject } from '../json.js';
import { piecesOf } from '../plan.js';
import { wholeNumber } from './read-chat.js';

function one(token: string, rank: number): JsonObject {
  return { token, logprob: -((token.length % 7) + rank) / 10, bytes: [...Buffer.from(token)] };
}

export function logprobsOf(body: JsonObject, text: string): readonly JsonObject[] {
  const alternatives = wholeNumber(body['top_logprobs']) ?? 0;
  return piecesOf(text).map((token) => ({
    ...one(token, 0),
    top_logprobs: Array.from({ length: alternatives }, (_, rank) =>
      one(rank === 0 ? token : `${token}${rank}`, rank),
    ),
  }));
}
