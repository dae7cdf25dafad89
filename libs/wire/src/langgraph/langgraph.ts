/** The dialect of LangGraph servers. */
import type { Dialect } from '../llm/dialect.js';
import { readAnswer, withoutToolCall } from './read-answer.js';
import { readRequest } from './read-request.js';
import { refusal } from './refusals.js';
import { routeOf } from './routes.js';
import { GraphStreamReader } from './stream-reader.js';

export const langgraph: Dialect = {
  name: 'langgraph',
  claims: (target) => routeOf(target) !== undefined,
  readRequest: (target, body) => readRequest(target, body),
  readAnswer: (request, body) => readAnswer(request, body),
  openStream: () => new GraphStreamReader(),
  refusal,
  withoutToolCall,
};
