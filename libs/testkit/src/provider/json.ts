/** JSON as the provider reads and writes it, and the few questions it asks of it. */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; nothing of what is no list. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

export function stringOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString()) as Json;
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Ids of answers come from the request, so that equal requests get equal bytes. */
export function idOf(body: JsonObject, prefix: string, length = 24): string {
  return `${prefix}${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, length)}`;
}
