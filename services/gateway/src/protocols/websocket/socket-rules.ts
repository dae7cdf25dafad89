/** What is done to the events of a socket: as to an answer, with placeholders that its commands are given while it is open. */
import type { SealedValues } from '../../core/masking/sealed-values.js';
import type { AnswerRules } from '../../core/answer/answer.js';
import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { answerRules } from '../http/answer-rules.js';
import type { Upgrading } from './open-socket.js';

export function socketRules({ door, subject, answer }: Upgrading, values: SealedValues): AnswerRules {
  const { reading } = subject.connection;
  const rules = answerRules(door, subject, { ...answer, values });
  return {
    ...(rules ?? nothing(subject.arrival.requestId)),
    values,
    get isBinding() {
      return reading.bindsAnswers || values.size > 0;
    },
  };
}

/** An answer of this dialect is always read; so that nobody has to rely on it. */
const nothing = (requestId: string): AnswerRules => ({
  dialect: langgraph,
  operation: emptyOperation('langgraph', 'graph-read'),
  plan: undefined,
  planOf: () => undefined,
  values: new Map(),
  judgeCall: undefined,
  asksPeople: false,
  judgeAnswer: undefined,
  findsFirst: false,
  holdsWhole: false,
  isBinding: false,
  takesUnread: false,
  dropsUsage: false,
  isRecorded: false,
  gatheredBytesMax: 0,
  requestId,
});
