import { describe, expect, it } from 'vitest';
import type { JudgedMoment } from '../document/rules.js';
import { conditionCompiler } from './condition.js';

const compile = conditionCompiler();
const refusal = (text: string, moment: JudgedMoment = 'request'): string => {
  const compiled = compile(text, moment);
  return compiled.kind === 'refused' ? `${compiled.offset}: ${compiled.message}` : 'compiled';
};

describe('conditions that are refused when loaded', () => {
  it.each<[string, string, string]>([
    ['a variable that is not there', 'reqest.model == "x"', '0: There is no `reqest` here; `request`?'],
    ['a field that is not there', 'request.modl == "x"', '8: There is no `modl` here; `model`?'],
    ['a field of a list', 'request.toolsOffered.name == "x"', 'List index must be int'],
    ['types that cannot be compared', 'request.items > "a"', '0: No such overload: int > string.'],
    [
      'a result that is not true or false',
      'request.model',
      '0: A condition is true or false; this is string.',
    ],
    ['a number', '1', '0: A condition is true or false; this is int.'],
    ['a syntax error', 'request.model == ', 'This is no condition in CEL'],
    ['nothing', '  ', 'This is no condition in CEL'],
    ['a function that is not offered', 'size(request.model.split(",")) > 1', '`split` is not among'],
    ['a way to bind values', 'cel.bind(a, request.model, a == "x")', '`bind` is not among'],
    [
      'a clock',
      'timestamp("2026-01-01T00:00:00Z") < timestamp("2027-01-01T00:00:00Z")',
      '`timestamp` is not among',
    ],
    ['texts put together', 'request.model + request.model == "x"', 'Numbers alone'],
    ['lists put together', 'size(request.models + request.models) > 1', 'Numbers alone'],
    ['a pattern that is no literal', 'request.model.matches(request.path)', '`matches` wants a pattern'],
    [
      'a pattern that is not RE2',
      String.raw`request.model.matches("(a)\\1")`,
      '22: `matches` wants a pattern',
    ],
    ['the inner name of matches', 'request.model.re2find("a")', 'Write `matches`.'],
    ['a network that is none', 'source.address.inNetwork("10.0.0.0/33")', '`inNetwork` wants a network'],
    ['a zone that is none', 'time.at("Mars/Base").hour > 1', '`at` wants a time zone'],
    ['a map', '{"a": 1} == {"a": 1}', ''],
    ['a field by its text', 'request["model"] == "x"', 'Write `.` and the name'],
    ['a variable called like one of ours', '["a"].exists(request, request == "a")', 'Choose another name'],
    [
      'a walk within a walk',
      'request.toolsOffered.exists(a, request.toolsCalled.exists(b, a == b))',
      'may take',
    ],
    ['nesting without end', `${'('.repeat(100)}true${')'.repeat(100)}`, ''],
    ['too many parts', Array.from({ length: 300 }, () => 'true').join(' && '), ''],
  ])('%s', (_name, text, expected) => {
    const said = refusal(text);
    expect(said).not.toBe('compiled');
    expect(said).toContain(expected);
  });

  it('what belongs to another moment', () => {
    expect(refusal('tool.name == "x"')).toContain('There is no `tool` here');
    expect(refusal('tool.name == "x"', 'tool-call')).toBe('compiled');
    expect(refusal('answer.status == 200', 'tool-call')).toContain('There is no `answer` here');
    expect(refusal('answer.status == 200', 'answer')).toBe('compiled');
  });
});

describe('conditions that are taken', () => {
  it.each([
    'request.model in ["a", "b"]',
    'session.requests * 2 + request.items > 10',
    '["drop_", "delete_"].exists(p, request.toolsOffered.exists(t, t.startsWith(p)))',
    'time.at("Europe/Berlin").hour >= 22 || time.weekday > 5',
    'has(identity.attributes.team) && identity.attributes.team == "blue"',
    'request.text.user.lowerAscii().matches("(?i)drop +table") // a remark with matches(',
    'size(request.text.all) > 1000 && !request.streaming',
    'request.toolsOffered.filter(t, t.startsWith("x")).all(t, t != "xx")',
    'identity.groups.exists_one(g, g == "a") ? true : connection.name == "openai"',
  ])('%s', (text) => {
    expect(refusal(text)).toBe('compiled');
  });

  it('say what they read', () => {
    const reads = (text: string) => {
      const compiled = compile(text, 'request');
      return compiled.kind === 'compiled' && [compiled.condition.readsBody, compiled.condition.readsFindings];
    };
    expect(reads('request.path == "/" && request.method == "GET" && session.requests > 1')).toEqual([
      false,
      false,
    ]);
    expect(reads('identity.subject == "a" || request.text.user == "x"')).toEqual([true, false]);
    expect(reads('"email" in request.kindsFound')).toEqual([true, true]);
  });
});
