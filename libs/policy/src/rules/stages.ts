/** What judges on a connection after access was granted: rules by moment, standing masks, standing limits. */
import type { DetectorSettings } from '../document/detectors.js';
import type { Limit } from '../document/limits.js';
import type { PromptRule } from '../document/prompts.js';
import type { JudgedMoment, Rule } from '../document/rules.js';
import type { MaskOrder, Verdict } from '../verdict.js';
import { judgingRules } from './judging-rule.js';
import type { JudgingRule } from './judging-rule.js';

export interface Stage {
  readonly rules: Readonly<Record<JudgedMoment, readonly JudgingRule[]>>;
  readonly masks: { readonly request: readonly MaskOrder[]; readonly answer: readonly MaskOrder[] };
  /** Names of limits that count every request. */
  readonly limits: readonly string[];
  readonly readsBody: boolean;
  readonly readsFindings: boolean;
  readonly readsAnswerFindings: boolean;
  /** Verdicts of access with the standing masks and limits added, made once each: the key is the access rule's own verdict. */
  readonly standing: Readonly<Record<'request' | 'answer', WeakMap<Verdict, Verdict>>>;
}

interface Sections {
  readonly connections: readonly string[];
  readonly rules: readonly Rule[];
  readonly prompts: readonly PromptRule[];
  readonly standing: DetectorSettings['apply'];
  readonly limits: readonly Limit[];
  readonly approvers: readonly string[];
}

export function compileStages({
  connections,
  rules,
  prompts,
  standing,
  limits,
  approvers,
}: Sections): ReadonlyMap<string, Stage> {
  const judging = judgingRules(rules, prompts, approvers);
  const named = new Set(rules.flatMap(({ limit }) => (limit === undefined ? [] : [limit])));
  const stages = new Map<string, Stage>();
  for (const connection of connections) {
    const here = (entry: { readonly connections?: readonly string[] | undefined }) =>
      entry.connections === undefined || entry.connections.includes(connection);
    const fitting = judging.filter((rule) => rule.connections?.has(connection) !== false);
    const at = (moment: JudgedMoment) => fitting.filter((rule) => rule.moment === moment);
    const masksOn = (side: 'request' | 'answer') =>
      standing.filter((entry) => here(entry) && entry.on.includes(side)).map(standingOrder);
    const stage: Stage = {
      rules: { request: at('request'), answer: at('answer'), 'tool-call': at('tool-call') },
      masks: { request: masksOn('request'), answer: masksOn('answer') },
      limits: limits.filter((limit) => !named.has(limit.name) && here(limit)).map(({ name }) => name),
      readsBody:
        fitting.some((rule) => rule.readsBody || holdsRequest(rule)) ||
        masksOn('request').length > 0 ||
        limits.some((limit) => here(limit) && limit.by.includes('model')),
      readsFindings: fitting.some((rule) => rule.readsFindings),
      readsAnswerFindings: fitting.some((rule) => rule.readsAnswerFindings),
      standing: { request: new WeakMap(), answer: new WeakMap() },
    };
    const isEmpty =
      fitting.length + stage.masks.request.length + stage.masks.answer.length + stage.limits.length === 0;
    if (!isEmpty) stages.set(connection, stage);
  }
  return stages;
}

/** What waits for people is bound to its body, which must be there whole. */
const holdsRequest = ({ action, moment, isMonitor }: JudgingRule): boolean =>
  action === 'approve' && moment === 'request' && !isMonitor;

const standingOrder = (entry: DetectorSettings['apply'][number]): MaskOrder =>
  Object.freeze({
    rule: '',
    kinds: entry.kinds,
    categories: entry.categories,
    except: entry.except,
    with: entry.with,
  });
