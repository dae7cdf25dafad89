/** The typed environment of conditions: every name a condition may use, with its type and meaning. One row each. */
import { Environment } from '@marcbachmann/cel-js';
import type { JudgedMoment } from '../document/rules.js';
import { CONDITION_DEPTH_MAX, CONDITION_NODES_MAX, LIST_ITEMS_MAX, MATCHED_CHARS_MAX } from './bounds.js';
import {
  AnswerFacts,
  ConnectionFacts,
  IdentityFacts,
  RequestFacts,
  SessionFacts,
  SourceFacts,
  ToolFacts,
} from './facts.js';
import { TextFacts } from './text-facts.js';
import { isInNetwork, parseNetwork } from './network.js';
import type { Network } from './network.js';
import { re2Search } from './re2-search.js';
import { Time } from './time.js';

type Fields = Readonly<Record<string, string>>;

const text: Fields = Object.fromEntries(
  [
    'all',
    'system',
    'developer',
    'user',
    'assistant',
    'reasoning',
    'toolDefinitions',
    'toolCalls',
    'toolResults',
  ]
    .concat(['metadata', 'fileNames', 'documents', 'state', 'formFields', 'query', 'path'])
    .map((name) => [name, 'string']),
);

/** Fields by type. What is not here cannot be named in a condition. */
export const celTypes = {
  Text: { ctor: TextFacts, fields: text },
  Time: {
    ctor: Time,
    fields: { hour: 'int', minute: 'int', weekday: 'int', date: 'string', unix: 'int' },
  },
  Identity: {
    ctor: IdentityFacts,
    fields: {
      ...{ subject: 'string', issuer: 'string', agent: 'string', email: 'string' },
      ...{ groups: 'list<string>', attributes: 'map<string, string>' },
    },
  },
  Session: { ctor: SessionFacts, fields: { id: 'string', requests: 'int', ageS: 'int' } },
  Connection: { ctor: ConnectionFacts, fields: { name: 'string' } },
  Source: { ctor: SourceFacts, fields: { address: 'string' } },
  Request: {
    ctor: RequestFacts,
    fields: {
      ...{ method: 'string', path: 'string', kind: 'string', dialect: 'string' },
      ...{ model: 'string', models: 'list<string>', graph: 'string', graphs: 'list<string>' },
      ...{ collection: 'string', collections: 'list<string>', items: 'int' },
      ...{ streaming: 'bool', choices: 'int', outputTokensMax: 'int', hiddenHistory: 'bool' },
      ...{ toolsOffered: 'list<string>', toolsCalled: 'list<string>', text: 'Text', bodyBytes: 'int' },
      ...{ kindsFound: 'list<string>', categoriesFound: 'list<string>' },
    },
  },
  Answer: {
    ctor: AnswerFacts,
    fields: { text: 'Text', status: 'int', kindsFound: 'list<string>', categoriesFound: 'list<string>' },
  },
  Tool: { ctor: ToolFacts, fields: { name: 'string', arguments: 'string', args: 'map<string, dyn>' } },
} as const satisfies Record<string, { readonly ctor: unknown; readonly fields: Fields }>;

/** Variables that conditions of a moment may use, with their types. */
export const celVariables = {
  request: {
    ...{ identity: 'Identity', session: 'Session', request: 'Request' },
    ...{ connection: 'Connection', source: 'Source', time: 'Time' },
  },
  answer: {
    ...{ identity: 'Identity', session: 'Session', request: 'Request', answer: 'Answer' },
    ...{ connection: 'Connection', source: 'Source', time: 'Time' },
  },
  'tool-call': {
    ...{ identity: 'Identity', session: 'Session', request: 'Request', tool: 'Tool' },
    ...{ connection: 'Connection', source: 'Source', time: 'Time' },
  },
} as const satisfies Record<JudgedMoment, Record<string, keyof typeof celTypes>>;

/** Fields of requests that are known before the body: conditions on these alone need no body. */
export const fieldsBeforeBody: ReadonlySet<string> = new Set(['method', 'path']);

/** CEL's `matches` in the engine is a backtracking pattern; conditions get this instead, under a name as long. */
export const RE2_METHOD = 're2find';

/** One environment per loaded document: its caches of patterns and networks go with it. */
export function environmentOf(moment: JudgedMoment): Environment {
  const patterns = new Map<string, (text: string) => boolean>();
  const networks = new Map<string, Network | undefined>();
  const environment = new Environment({
    limits: {
      maxAstNodes: CONDITION_NODES_MAX,
      maxDepth: CONDITION_DEPTH_MAX,
      maxListElements: LIST_ITEMS_MAX,
      maxMapEntries: 0,
      maxCallArguments: 4,
    },
  });
  for (const [name, { ctor, fields }] of Object.entries(celTypes))
    environment.registerType(name, { ctor, fields });
  for (const [name, type] of Object.entries(celVariables[moment])) environment.registerVariable(name, type);
  environment.registerFunction(
    `string.${RE2_METHOD}(string): bool`,
    (value: string, pattern: string) => {
      if (value.length > MATCHED_CHARS_MAX) throw new RangeError('too long to match');
      return memo(patterns, pattern, re2Search)(value);
    },
    { async: false },
  );
  environment.registerFunction(
    'string.inNetwork(string): bool',
    (address: string, network: string) => {
      const parsed = memo(networks, network, parseNetwork);
      return parsed !== undefined && isInNetwork(address, parsed);
    },
    { async: false },
  );
  environment.registerFunction('Time.at(string): Time', (time: Time, zone: string) => time.at(zone), {
    async: false,
  });
  return environment;
}

/** Arguments are literals of the document, so that these maps stay small. */
function memo<T>(made: Map<string, T>, key: string, make: (key: string) => T): T {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make(key);
  made.set(key, value);
  return value;
}
