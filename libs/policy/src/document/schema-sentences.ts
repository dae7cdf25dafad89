/** Zod's findings as sentences for people; no value of the document is ever quoted. */
import type { z } from 'zod';
import type { DocumentPath } from './problem.js';
import { nearest } from './suggest.js';

export interface Finding {
  readonly path: DocumentPath;
  readonly message: string;
  /** Whether the place is the key's rather than the value's. */
  readonly on: 'key' | 'value';
  /** Place within a text value, in characters. */
  readonly offset?: number;
}

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a section with keys',
  record: 'a section with names as keys',
};

const TOO_SMALL: Readonly<Record<string, string>> = {
  array: 'Too few entries',
  string: 'Too few characters',
};
const TOO_BIG: Readonly<Record<string, string>> = {
  array: 'Too many entries',
  string: 'Too many characters',
};

/** `knownKeys` are what could stand where the issue is, to suggest the right word. */
export function findingsOf(issue: Issue, knownKeys: readonly string[]): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const on = 'value' as const;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        on: 'key',
        message: unknownKey(key, path, knownKeys),
      }));
    case 'invalid_key':
      return [{ path, on: 'key', message: issue.issues[0]?.message ?? 'This name is not allowed here.' }];
    case 'invalid_type':
      if (issue.input === undefined)
        return [{ path, on, message: `This is missing: write ${kind(issue.expected)}.` }];
      return [
        {
          path,
          on,
          message: issue.expected in KINDS ? `Write ${kind(issue.expected)} here.` : issue.message,
        },
      ];
    case 'too_small':
      return [{ path, on, message: `${TOO_SMALL[issue.origin] ?? 'Too small'}: at least ${issue.minimum}.` }];
    case 'too_big':
      return [{ path, on, message: `${TOO_BIG[issue.origin] ?? 'Too large'}: at most ${issue.maximum}.` }];
    case 'invalid_value':
      return [
        { path, on, message: customised(issue) ?? `Write one of: ${issue.values.map(String).join(', ')}.` },
      ];
    case 'invalid_union':
      return innermost(issue, path, knownKeys) ?? [{ path, on, message: issue.message }];
    default:
      return [{ path, on, message: issue.message }];
  }
}

function unknownKey(key: string, path: DocumentPath, knownKeys: readonly string[]): string {
  // A secret pasted in the wrong place may have become a key.
  if (path.includes('credential'))
    return 'This key is not known here: a credential has `header`, `scheme`, `value`.';
  const meant = nearest(key, knownKeys);
  return meant === undefined
    ? 'This key is not known here: remove it.'
    : `This key is not known here; \`${meant}\`?`;
}

/** When one alternative of a union is plainly meant, its own findings say more than "none fits". */
function innermost(
  issue: z.core.$ZodIssueInvalidUnion,
  path: DocumentPath,
  knownKeys: readonly string[],
): readonly Finding[] | undefined {
  const meant = issue.errors.filter((errors) => errors.every((error) => error.path.length > 0));
  const only = meant.length === 1 ? meant[0] : undefined;
  return only?.flatMap((error) =>
    findingsOf(error, knownKeys).map((finding) => ({ ...finding, path: [...path, ...finding.path] })),
  );
}

const kind = (expected: string) => KINDS[expected] ?? 'a value';
const customised = (issue: Issue) => (issue.message.startsWith('Invalid ') ? undefined : issue.message);
