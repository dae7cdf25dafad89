/** A document made ready to judge requests: access rules by connection, and what else judges there. */
import type { AccessRule } from './document/access.js';
import type { PolicyDocument } from './document/document.js';
import type { Zones } from './cel/time.js';
import { parsePathPattern } from './patterns/path-pattern.js';
import type { PathPattern } from './patterns/path-pattern.js';
import { namesMatcher } from './patterns/name-pattern.js';
import type { MatchesName } from './patterns/name-pattern.js';
import type { Narrowing } from './patterns/narrowing.js';
import type { Reason } from './reasons.js';
import { compileStages } from './rules/stages.js';
import type { Stage } from './rules/stages.js';
import type { ShownName } from './refused-name.js';
import type { Verdict } from './verdict.js';

export interface CompiledRule {
  readonly name: string;
  /** Undefined: every verified caller. */
  readonly groups: ReadonlySet<string> | undefined;
  /** Undefined: any agent, or none. */
  readonly agents: ReadonlySet<string> | undefined;
  /** Undefined: every method. */
  readonly methods: ReadonlySet<string> | undefined;
  readonly paths: readonly PathPattern[];
  /** Undefined, as the next three: any, or none. */
  readonly models: MatchesName | undefined;
  readonly graphs: MatchesName | undefined;
  readonly tools: MatchesName | undefined;
  readonly collections: MatchesName | undefined;
  /** The same object for every request that this rule allows. */
  readonly verdict: Verdict;
}

export interface CompiledPolicy {
  readonly version: string | undefined;
  /** By connection, in the order of the document. */
  readonly rules: ReadonlyMap<string, readonly CompiledRule[]>;
  /** By connection: what is looked at once access is granted. Connections with nothing more are not there. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** Connections that take unlisted tools out of an offer instead of refusing it. */
  readonly stripsTools: ReadonlySet<string>;
  /** Connections of which the document says that they are plain HTTP: lists of models and the like say nothing there. */
  readonly plain: ReadonlySet<string>;
  /** What session tokens permit, read once per token: the key is the caller's own `narrowing` object. */
  readonly narrowings: WeakMap<object, Narrowing>;
  /** The verdict on what comes back where no rule objects. */
  readonly unobjected: Verdict;
  /** Verdicts of access rules that deny, made once. */
  readonly denials: Map<Reason, Verdict>;
  /** How refusals show the names they refuse. */
  readonly shownName: ShownName;
  /** Clocks of the time zones that conditions name. */
  readonly zones: Zones;
}

type Sections = Pick<PolicyDocument, 'access' | 'connections'> &
  Partial<Pick<PolicyDocument, 'rules' | 'prompts' | 'detectors' | 'limits' | 'roles'>>;

export interface CompileOptions {
  readonly version?: string;
  /** Masks the names that refusals show. Without it they are shown as they came: where nobody but the author of a document reads them. */
  readonly shownName?: ShownName;
}

/** @throws TypeError for a document that loading would have refused */
export function compile(
  document: Sections,
  { version, shownName = (name) => name }: CompileOptions = {},
): CompiledPolicy {
  const names = Object.keys(document.connections);
  const rules = new Map<string, CompiledRule[]>(names.map((name) => [name, []]));
  for (const rule of document.access) {
    const compiled = compileRule(rule, version);
    const connections = rule.connections.includes('*') ? rules.keys() : new Set(rule.connections);
    for (const name of connections) rules.get(name)?.push(compiled);
  }
  const { rules: conditions = [], prompts = [], detectors, limits = [], roles } = document;
  return {
    version,
    rules,
    stages: compileStages({
      connections: names,
      rules: conditions,
      prompts,
      standing: detectors?.apply ?? [],
      limits,
      approvers: roles?.approver ?? [],
    }),
    stripsTools: new Set(names.filter((name) => document.connections[name]?.unlistedTools === 'strip')),
    plain: new Set(names.filter((name) => document.connections[name]?.dialect === 'http')),
    narrowings: new WeakMap(),
    unobjected: granting('', 'No rule objects.', version),
    denials: new Map(),
    shownName,
    zones: new Map(),
  };
}

/** Whether requests to a connection must be read before they are judged: a list or a rule depends on what they say. */
export function needsOperation(policy: CompiledPolicy, connection: string): boolean {
  const lists = policy.rules
    .get(connection)
    ?.some(({ models, graphs, tools, collections }) => models ?? graphs ?? tools ?? collections);
  return lists === true || policy.stages.get(connection)?.readsBody === true;
}

/** Whether answers must be read before the client gets them: rules, lists of tools or masks are about them. */
export function needsAnswer(policy: CompiledPolicy, connection: string): boolean {
  const stage = policy.stages.get(connection);
  const judged = stage !== undefined && stage.rules.answer.length + stage.rules['tool-call'].length > 0;
  const listed = policy.rules.get(connection)?.some(({ tools }) => tools !== undefined) === true;
  return judged || listed || (stage !== undefined && stage.masks.answer.length > 0);
}

/** Whether a rule there asks what detectors found in the request. */
export const needsFindings = (policy: CompiledPolicy, connection: string): boolean =>
  policy.stages.get(connection)?.readsFindings === true;

/** Whether a rule there asks what detectors found in the answer. */
export const needsAnswerFindings = (policy: CompiledPolicy, connection: string): boolean =>
  policy.stages.get(connection)?.readsAnswerFindings === true;

/** Whether a rule may refuse or mask an answer by all of it, so that nothing of it may go out before it is there whole. */
export const holdsAnswers = (policy: CompiledPolicy, connection: string): boolean =>
  policy.stages
    .get(connection)
    ?.rules.answer.some(({ action, isMonitor }) => !isMonitor && action !== 'alert') === true;

/** What is masked there whatever rules say. */
export const standingMasks = (policy: CompiledPolicy, connection: string): Stage['masks'] =>
  policy.stages.get(connection)?.masks ?? { request: [], answer: [] };

/** Which answers and calls a rule or list there is about. */
export function judgedReturns(
  policy: CompiledPolicy,
  connection: string,
): { readonly answers: boolean; readonly calls: boolean } {
  const stage = policy.stages.get(connection);
  const listed = policy.rules.get(connection)?.some(({ tools }) => tools !== undefined) === true;
  return {
    answers: (stage?.rules.answer.length ?? 0) > 0,
    calls: listed || (stage?.rules['tool-call'].length ?? 0) > 0,
  };
}

function compileRule(rule: AccessRule, version: string | undefined): CompiledRule {
  return {
    name: rule.name,
    groups: setUnlessAny(rule.groups),
    agents: rule.agents && new Set(rule.agents),
    methods: setUnlessAny(rule.methods),
    paths: rule.paths.map((text) => {
      const result = parsePathPattern(text);
      if (result.kind === 'refused') throw new TypeError(`access rule ${rule.name}: ${result.message}`);
      return result.pattern;
    }),
    models: rule.models && namesMatcher(rule.models),
    graphs: rule.graphs && namesMatcher(rule.graphs),
    tools: rule.tools && namesMatcher(rule.tools),
    collections: rule.collections && namesMatcher(rule.collections),
    verdict: granting(rule.name, `The access rule ${rule.name} allows it.`, version),
  };
}

const granting = (rule: string, sentence: string, version: string | undefined): Verdict =>
  Object.freeze<Verdict>({
    decision: 'allow',
    rule,
    reasons: ['ACCESS_GRANTED'],
    obligations: [],
    sentence,
    ...(version === undefined ? {} : { policyVersion: version }),
  });

const setUnlessAny = (list: readonly string[]) => (list.includes('*') ? undefined : new Set(list));
