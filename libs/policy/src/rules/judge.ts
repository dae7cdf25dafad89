/** Runs the rules of one moment over one request, answer or tool call: time linear in their number. */
import {
  AnswerFacts,
  ConnectionFacts,
  IdentityFacts,
  Reading,
  RequestFacts,
  SessionFacts,
  SourceFacts,
  ToolFacts,
} from '../cel/facts.js';
import { Time } from '../cel/time.js';
import type { Zones } from '../cel/time.js';
import type { JudgedAnswer, JudgedText, JudgedToolCall } from '../operation.js';
import { Readings } from '../prompt/readings.js';
import type { JudgedRequest, Verdict } from '../verdict.js';
import { combine } from './combine.js';
import type { Said } from './combine.js';
import type { Judged, JudgingRule } from './judging-rule.js';

/** What comes back, where that is judged. */
export type Returned =
  | { readonly kind: 'answer'; readonly answer: JudgedAnswer }
  | { readonly kind: 'tool-call'; readonly call: JudgedToolCall };

interface Subject {
  readonly request: JudgedRequest;
  readonly returned?: Returned;
  readonly zones: Zones;
}

export function judge(granted: Verdict, rules: readonly JudgingRule[], subject: Subject): Verdict {
  if (rules.length === 0) return granted;
  const judged = judgedOf(subject);
  const said: Said[] = [];
  for (const rule of rules) {
    const outcome = rule.judge(judged);
    if (outcome !== 'not') said.push({ rule, outcome });
  }
  return combine(granted, said);
}

function judgedOf({ request, returned, zones }: Subject): Judged {
  const reading = new Reading();
  const { timeMs } = request;
  return {
    reading,
    readings: new Readings(),
    spans: spansOf(request, returned),
    context: {
      identity: new IdentityFacts(request),
      session: new SessionFacts(request.session),
      request: new RequestFacts(request, reading),
      connection: new ConnectionFacts(request.connection),
      source: new SourceFacts(request.sourceAddress),
      time: timeMs === undefined ? undefined : new Time(timeMs, zones),
      ...(returned?.kind === 'answer' ? { answer: new AnswerFacts(returned.answer) } : {}),
      ...(returned?.kind === 'tool-call' ? { tool: new ToolFacts(returned.call) } : {}),
    },
  };
}

function spansOf(request: JudgedRequest, returned: Returned | undefined): readonly JudgedText[] | undefined {
  if (returned === undefined) return request.operation?.spans;
  if (returned.kind === 'answer') return returned.answer.spans;
  return [{ position: 'tool-call', text: returned.call.arguments }];
}
