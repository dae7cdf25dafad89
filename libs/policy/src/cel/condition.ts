/** A condition in CEL: checked for names, types and cost when it is loaded, then a function of the facts. */
import { TypeError as CelTypeError, ParseError } from '@marcbachmann/cel-js';
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import type { JudgedMoment } from '../document/rules.js';
import { nearest } from '../document/suggest.js';
import { closureOf } from './closures.js';
import { checkCost, ConditionRefused } from './cost.js';
import { celTypes, celVariables, environmentOf, fieldsBeforeBody, RE2_METHOD } from './environment.js';
import type {
  IdentityFacts,
  RequestFacts,
  SessionFacts,
  ConnectionFacts,
  SourceFacts,
  AnswerFacts,
  ToolFacts,
} from './facts.js';
import type { Time } from './time.js';

export interface ConditionContext {
  readonly identity: IdentityFacts;
  readonly session: SessionFacts;
  readonly request: RequestFacts;
  readonly connection: ConnectionFacts;
  readonly source: SourceFacts;
  readonly time: Time | undefined;
  readonly answer?: AnswerFacts;
  readonly tool?: ToolFacts;
}

export interface Condition {
  /** @throws when it cannot be judged: a fact is missing, or an operation has no result */
  holds(context: ConditionContext): boolean;
  /** Whether it reads anything of the request that stands in its body. */
  readonly readsBody: boolean;
  /** Whether it asks what detectors found in the request. */
  readonly readsFindings: boolean;
  /** Whether it asks what detectors found in the answer. */
  readonly readsAnswerFindings: boolean;
}

export type CompiledCondition =
  | { readonly kind: 'compiled'; readonly condition: Condition }
  | {
      readonly kind: 'refused';
      readonly message: string;
      /** In the condition's text. */ readonly offset: number;
    };

export type ConditionCompiler = (text: string, moment: JudgedMoment) => CompiledCondition;

/** A compiler for one document: environments are made once and hold the document's patterns. */
export function conditionCompiler(): ConditionCompiler {
  const environments = new Map<JudgedMoment, Environment>();
  return (text, moment) => {
    let environment = environments.get(moment);
    if (environment === undefined) {
      environment = environmentOf(moment);
      environments.set(moment, environment);
    }
    return compileCondition(environment, text, moment);
  };
}

const intFields: ReadonlySet<string> = new Set(
  Object.values(celTypes).flatMap(({ fields }) =>
    Object.entries(fields).flatMap(([name, type]) => (type === 'int' ? [name] : [])),
  ),
);

const variables: ReadonlySet<string> = new Set(Object.values(celVariables).flatMap((of) => Object.keys(of)));

function compileCondition(environment: Environment, text: string, moment: JudgedMoment): CompiledCondition {
  try {
    const source = withRe2(environment.parse(text).ast, text);
    const program = environment.parse(source);
    checkCost(program.ast, { intFields, variables });
    const reads = readsOf(program.ast);
    const checked = program.check();
    if (!checked.valid) return refusal(checked.error, moment);
    if (checked.type !== 'bool') {
      return {
        kind: 'refused',
        message: `A condition is true or false; this is ${checked.type ?? 'something else'}.`,
        offset: 0,
      };
    }
    const quick = closureOf(environment.parse(source).ast);
    const holds = (context: ConditionContext): boolean => {
      if (quick !== undefined) return quick(context);
      const value: unknown = program(context);
      if (typeof value !== 'boolean') throw new TypeError('not true or false');
      return value;
    };
    return { kind: 'compiled', condition: { holds, ...reads } };
  } catch (error) {
    return refusal(error, moment);
  }
}

function refusal(error: unknown, moment: JudgedMoment): CompiledCondition {
  if (error instanceof ConditionRefused)
    return { kind: 'refused', message: error.message, offset: error.offset };
  if (error instanceof ParseError) {
    const message =
      error.code.startsWith('max_') || error.code.includes('limit')
        ? 'This condition is too large.'
        : `This is no condition in CEL: ${sentence(error.summary)}`;
    return { kind: 'refused', message, offset: error.range?.start ?? 0 };
  }
  if (error instanceof CelTypeError) {
    return { kind: 'refused', message: explain(error, moment), offset: error.range?.start ?? 0 };
  }
  throw error;
}

function explain({ code, summary }: CelTypeError, moment: JudgedMoment): string {
  const name = /: (\w+)$/.exec(summary)?.[1];
  if (name !== undefined && code === 'unknown_variable') {
    return missing(name, Object.keys(celVariables[moment]));
  }
  if (name !== undefined && code === 'no_such_key') {
    return missing(name, [...new Set(Object.values(celTypes).flatMap(({ fields }) => Object.keys(fields)))]);
  }
  return sentence(summary.replaceAll(RE2_METHOD, 'matches'));
}

function missing(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined || meant === name
    ? `There is no \`${name}\` here.`
    : `There is no \`${name}\` here; \`${meant}\`?`;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/** Puts the engine's own backtracking `matches` out of reach, without moving anything else. */
function withRe2(root: ASTNode, text: string): string {
  let source = text;
  walk(root, (node) => {
    if (node.op !== 'rcall') return;
    if (node.args[0] === RE2_METHOD) throw new ConditionRefused(`Write \`matches\`.`, node.start);
    if (node.args[0] !== 'matches') return;
    const at = source.indexOf('matches', node.args[1].end);
    source = source.slice(0, at) + RE2_METHOD + source.slice(at + RE2_METHOD.length);
  });
  return source;
}

function readsOf(root: ASTNode): Omit<Condition, 'holds'> {
  let readsBody = false;
  let readsFindings = false;
  let readsAnswerFindings = false;
  walk(root, (node) => {
    if (node.op === '[]' && isVariable(node.args[0]))
      throw new ConditionRefused('Write `.` and the name of a field.', node.start);
    if (node.op !== '.') return;
    const [of, field] = node.args;
    if (of.op === 'id' && of.args === 'request' && !fieldsBeforeBody.has(field)) readsBody = true;
    if (field !== 'kindsFound' && field !== 'categoriesFound') return;
    if (of.op === 'id' && of.args === 'answer') readsAnswerFindings = true;
    else readsFindings = true;
  });
  return { readsBody, readsFindings, readsAnswerFindings };
}

const isVariable = (node: ASTNode) => node.op === 'id' && variables.has(node.args);

function walk(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case '!_':
    case '-_':
      return [node.args];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    default:
      return node.args;
  }
}
