/** The policy document the measured gateway runs with: everything on that a careful operator would turn on. */
import { allowedModel } from '../traffic/chat-request.js';
import { forbiddenWord } from '../traffic/probes.js';
import { benchRules } from './bench-rules.js';
import { callerGroup, issuerAudience } from './token-issuer.js';
import type { TokenIssuer } from './token-issuer.js';

export const connectionName = 'llm';

/** As many as an operator of some size has. */
export const ruleCount = 50;

export interface DocumentWish {
  /** False: token, access by path and the record alone; nothing is read, judged by content, masked or limited. */
  readonly isJudging: boolean;
  readonly rules: number;
}

export const everythingOn: DocumentWish = { isJudging: true, rules: ruleCount };

/** YAML is a superset of JSON: the document is written as such. */
export function gatewayDocument(
  issuer: Pick<TokenIssuer, 'issuer' | 'jwksUri'>,
  upstreamPort: number,
  { isJudging, rules }: DocumentWish = everythingOn,
): string {
  const rule = (
    name: string,
    groups: readonly string[],
    methods: readonly string[],
    paths: readonly string[],
    lists: object = {},
  ): object => ({ name, groups, connections: [connectionName], methods, paths, ...lists });
  const lists = {
    models: [allowedModel, 'gpt-4o', 'text-embedding-3-*'],
    tools: ['search_*', 'get_*', 'create_ticket'],
  };
  return JSON.stringify({
    version: 1,
    issuers: [{ name: 'bench', issuer: issuer.issuer, jwksUri: issuer.jwksUri, audience: issuerAudience }],
    connections: {
      [connectionName]: { protocol: 'http', upstream: `http://127.0.0.1:${upstreamPort}`, record: 'full' },
      billing: { protocol: 'http', upstream: 'http://127.0.0.1:9', record: 'metadata' },
    },
    access: [
      rule('administrators', ['administrators'], ['*'], ['/**']),
      rule('models', ['staff'], ['GET'], ['/v1/models', '/v1/models/*']),
      rule('embeddings', ['search'], ['POST'], ['/v1/embeddings']),
      rule('files', ['curators'], ['GET', 'POST', 'DELETE'], ['/v1/files/**']),
      rule('chat', [callerGroup], ['POST'], ['/v1/chat/**', '/v1/responses'], isJudging ? lists : {}),
    ],
    ...(isJudging ? judging(rules) : {}),
    roles: { auditor: ['auditors'] },
  });
}

/** Limits are far above what a run uses: they are counted, and refuse nothing. */
function judging(rules: number): object {
  return {
    rules: benchRules(rules),
    prompts: [
      { name: 'projects', check: 'words', words: [forbiddenWord, 'project nightjar', 'operation heron'] },
      { name: 'injection', check: 'injection', positions: ['tool-result', 'document', 'user'] },
      { name: 'jailbreak', check: 'jailbreak' },
      { name: 'template-tokens', check: 'chat-template' },
      { name: 'image-links', check: 'exfiltration', allowedHosts: ['*.example.com'] },
    ],
    detectors: {
      apply: [
        { categories: ['secret'], with: 'redact' },
        { categories: ['personal', 'financial', 'health', 'network', 'operator'], with: 'redact' },
      ],
      patterns: [{ kind: 'employee-id', pattern: 'EMP-[0-9]{6}', lengthMax: 10, keys: ['employeeid'] }],
    },
    limits: [
      { name: 'per-person', by: ['identity'], requests: 1e9, tokensOut: 1e12, concurrentStreams: 1000 },
      {
        name: 'per-agent',
        by: ['identity', 'agent'],
        connections: [connectionName],
        windowS: 3600,
        tokensIn: 1e12,
      },
      { name: 'per-model', by: ['connection', 'model'], requests: 1e9, bodyBytes: 1e15 },
    ],
    prices: {
      models: [
        { model: 'gpt-4o-mini*', inputPerMillion: 0.15, cachedPerMillion: 0.075, outputPerMillion: 0.6 },
        { model: 'gpt-4o*', inputPerMillion: 2.5, cachedPerMillion: 1.25, outputPerMillion: 10 },
      ],
    },
  };
}
