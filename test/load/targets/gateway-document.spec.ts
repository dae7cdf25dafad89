import { compile } from '@sallyport/policy/compile';
import type { CompiledPolicy } from '@sallyport/policy/compile';
import { loadDocument } from '@sallyport/policy/document/load';
import { evaluate, evaluateToolCall } from '@sallyport/policy/evaluate';
import type { JudgedRequest } from '@sallyport/policy/verdict';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import { describe, expect, it } from 'vitest';
import { chatPath, exchanges } from '../traffic/exchanges.js';
import { harmlessCall } from '../traffic/exchanges.js';
import { forbiddenTool, probes } from '../traffic/probes.js';
import { connectionName, everythingOn, gatewayDocument } from './gateway-document.js';
import { callerGroup } from './token-issuer.js';

const issuer = { issuer: 'http://127.0.0.1:9', jwksUri: 'http://127.0.0.1:9/jwks' };

function policyWith(rules: number): CompiledPolicy {
  const loaded = loadDocument(Buffer.from(gatewayDocument(issuer, 9, { ...everythingOn, rules })));
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems, undefined, 2));
  expect(loaded.document.rules).toHaveLength(rules);
  return compile(loaded.document, { version: loaded.version });
}

function asked(body: string): JudgedRequest {
  const read = openaiChat.readRequest(
    { method: 'POST', path: chatPath, query: '' },
    Buffer.from(body),
    'application/json',
  );
  if (read.kind !== 'read') throw new Error(read.reason);
  return {
    subject: 'bench-person-1',
    groups: ['staff', callerGroup, 'team-1'],
    agent: 'bench-agent',
    issuer: issuer.issuer,
    email: 'person-1@example.test',
    attributes: {},
    connection: connectionName,
    method: 'POST',
    path: chatPath,
    sourceAddress: '127.0.0.1',
    timeMs: Date.UTC(2026, 0, 3, 3), // A Saturday night: rules on hours are not to speak of the bench at any time.
    session: { id: 'ses_1', requests: 3, ageS: 60 },
    operation: {
      ...read.operation,
      bodyBytes: body.length,
      found: { kinds: ['email'], categories: ['personal'] },
    },
  };
}

describe('the document of the bench', () => {
  it.each([1, 10, 50, 200])('loads with %i rules, none of which speaks of the traffic', (rules) => {
    const policy = policyWith(rules);
    for (const { requestBody } of [...exchanges.json.turns, ...exchanges['1 MB'].turns]) {
      const verdict = evaluate(policy, asked(requestBody));
      expect(verdict).toMatchObject({ decision: 'allow', rule: 'chat' });
      expect(verdict.monitored ?? []).toEqual([]);
    }
  });

  it('refuses what the probes ask, and lets harmless tools be called', () => {
    const policy = policyWith(50);
    for (const name of ['word asked', 'tool offered', 'model'] as const) {
      expect(evaluate(policy, asked(probes[name].requestBody)).decision).toBe('deny');
    }
    const request = asked(probes['tool called'].requestBody);
    const call = (name: string) => evaluateToolCall(policy, request, { name, arguments: '{}' }).decision;
    expect(call(forbiddenTool)).not.toBe('allow');
    expect(call(harmlessCall.name)).toBe('allow');
  });

  it('can do without all that', () => {
    const loaded = loadDocument(Buffer.from(gatewayDocument(issuer, 9, { isJudging: false, rules: 0 })));
    expect(loaded).toMatchObject({ kind: 'loaded', document: { rules: [], prompts: [], limits: [] } });
  });
});
