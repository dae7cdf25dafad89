/** The client libraries that are driven: which program, over which connection, and what each of them can do. */
import type { CaseName } from './client-program.js';

export interface Library {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly connection: 'openai' | 'anthropic';
  /** Behind the connection's name, where the library wants it in its base URL. */
  readonly base: '' | '/v1';
  /** Where its conversations go. */
  readonly path: string;
  readonly cases: readonly CaseName[];
  /** The tool by which it asks for structured output, where it does not by schema. */
  readonly structuredBy?: string;
}

const chat = '/v1/chat/completions';
const responses = '/v1/responses';
const messages = '/v1/messages';
const common = ['invoke', 'stream', 'batch', 'structured'] as const;
const withTools = [...common, 'tools', 'streamTools'] as const;

const openai = { connection: 'openai', base: '/v1' } as const;
const anthropic = { connection: 'anthropic', base: '', path: messages } as const;

export const nodeLibraries: readonly Library[] = [
  {
    name: 'openai, chat completions',
    file: 'openai.mjs',
    args: ['chat'],
    ...openai,
    path: chat,
    cases: [...withTools, 'embed', 'models', 'completion', 'choices', 'unknownMembers', 'azure'],
  },
  {
    name: 'openai, responses',
    file: 'openai.mjs',
    args: ['responses'],
    ...openai,
    path: responses,
    cases: [...withTools, 'continued'],
  },
  {
    name: '@anthropic-ai/sdk',
    file: 'anthropic.mjs',
    args: [],
    ...anthropic,
    cases: [...withTools, 'thinking', 'countTokens', 'models'],
  },
  {
    name: '@langchain/openai, chat completions',
    file: 'langchain.mjs',
    args: ['openai'],
    ...openai,
    path: chat,
    cases: [...withTools, 'agent', 'embed'],
  },
  {
    name: '@langchain/openai, responses',
    file: 'langchain.mjs',
    args: ['openai-responses'],
    ...openai,
    path: responses,
    cases: [...withTools, 'agent'],
  },
  {
    name: '@langchain/anthropic',
    file: 'langchain.mjs',
    args: ['anthropic'],
    ...anthropic,
    structuredBy: 'person',
    cases: [...withTools, 'agent'],
  },
  {
    name: '@openai/agents, responses',
    file: 'openai-agents.mjs',
    args: ['responses'],
    ...openai,
    path: responses,
    cases: [...common, 'agent', 'streamAgent'],
  },
  {
    name: '@openai/agents, chat completions',
    file: 'openai-agents.mjs',
    args: ['chat'],
    ...openai,
    path: chat,
    cases: [...common, 'agent', 'streamAgent'],
  },
  {
    name: 'ai with @ai-sdk/openai, responses',
    file: 'vercel-ai.mjs',
    args: ['openai'],
    ...openai,
    path: responses,
    cases: [...withTools, 'agent', 'embed'],
  },
  {
    name: 'ai with @ai-sdk/openai, chat completions',
    file: 'vercel-ai.mjs',
    args: ['openai-chat'],
    ...openai,
    path: chat,
    cases: [...withTools, 'agent'],
  },
  {
    name: 'ai with @ai-sdk/anthropic',
    file: 'vercel-ai.mjs',
    args: ['anthropic'],
    ...anthropic,
    base: '/v1',
    structuredBy: 'json',
    cases: [...withTools, 'agent'],
  },
];

export const pythonLibraries: readonly Library[] = [
  {
    name: 'openai for Python, chat completions',
    file: 'openai_client.py',
    args: ['chat'],
    ...openai,
    path: chat,
    cases: [...withTools, 'embed', 'unknownMembers'],
  },
  {
    name: 'openai for Python, responses',
    file: 'openai_client.py',
    args: ['responses'],
    ...openai,
    path: responses,
    cases: withTools,
  },
  {
    name: 'anthropic for Python',
    file: 'anthropic_client.py',
    args: [],
    ...anthropic,
    cases: withTools,
  },
  {
    name: 'langchain-openai, chat completions',
    file: 'langchain_client.py',
    args: ['openai'],
    ...openai,
    path: chat,
    cases: [...withTools, 'embed'],
  },
  {
    name: 'langchain-openai, responses',
    file: 'langchain_client.py',
    args: ['openai-responses'],
    ...openai,
    path: responses,
    cases: withTools,
  },
  {
    name: 'langchain-anthropic',
    file: 'langchain_client.py',
    args: ['anthropic'],
    ...anthropic,
    structuredBy: 'Person',
    cases: withTools,
  },
];
