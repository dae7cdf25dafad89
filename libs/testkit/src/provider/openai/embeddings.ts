/** Embeddings as numbers or as base64 of little-endian floats: `POST /v1/embeddings`. */
import { createHash } from 'node:crypto';
import type { Endpoint } from '../endpoint.js';
import { stringOf, type Json, type JsonObject } from '../json.js';
import { tokensOf } from '../plan.js';
import { wholeNumber } from './read-chat.js';

const dimensionsDefault = 8;
const dimensionsMax = 4_096;

/** Numbers in [-1, 1) that depend on the text alone; a shorter vector is the beginning of a longer one. */
export function vectorOf(text: string, dimensions: number): readonly number[] {
  const numbers: number[] = [];
  for (let round = 0; numbers.length < dimensions; round++) {
    const bytes = createHash('sha256').update(`${round}\n${text}`).digest();
    for (let at = 0; at < bytes.length; at += 2) numbers.push(bytes.readInt16LE(at) / 32_768);
  }
  return numbers.slice(0, dimensions);
}

function inputsOf(input: Json | undefined): readonly string[] {
  if (!Array.isArray(input)) return [stringOf(input)];
  const list = input as readonly Json[];
  if (list.length > 0 && list.every((one) => typeof one === 'number')) return [list.join(' ')];
  return list.map((one) => (Array.isArray(one) ? one.join(' ') : stringOf(one)));
}

function whole(body: JsonObject): JsonObject {
  const inputs = inputsOf(body['input']);
  const dimensions = Math.min(wholeNumber(body['dimensions']) ?? dimensionsDefault, dimensionsMax);
  const encode = (numbers: readonly number[]): Json =>
    body['encoding_format'] === 'base64'
      ? Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
      : numbers;
  const used = inputs.reduce((sum, text) => sum + tokensOf(text), 0);
  return {
    object: 'list',
    data: inputs.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: encode(vectorOf(text, dimensions)),
    })),
    model: stringOf(body['model']),
    usage: { prompt_tokens: used, total_tokens: used },
  };
}

export const embeddings: Endpoint = { required: ['input'], whole };
