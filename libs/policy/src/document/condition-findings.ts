/** Conditions that name what is not there, compare what cannot be compared, or cost too much: found when loading. */
import { conditionCompiler } from '../cel/condition.js';
import { CONDITION_CHARS_MAX } from '../cel/bounds.js';
import { judgedMoments } from './rules.js';
import type { Finding } from './schema-sentences.js';

/** Reads the raw value, so that these findings come together with the schema's. */
export function conditionFindings(document: unknown): readonly Finding[] {
  const compile = conditionCompiler();
  return list(key(document, 'rules')).flatMap((rule, index): Finding[] => {
    const when = key(rule, 'when');
    const on = key(rule, 'on') ?? 'request';
    const moment = judgedMoments.find((name) => name === on);
    if (typeof when !== 'string' || when.length > CONDITION_CHARS_MAX || moment === undefined) return [];
    const compiled = compile(when, moment);
    if (compiled.kind === 'compiled') return [];
    const { message, offset } = compiled;
    return [{ path: ['rules', index, 'when'], message, on: 'value', offset }];
  });
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function key(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
