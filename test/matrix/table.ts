/** All dialects of the matrix. */
import { chat } from './dialects/chat.js';
import { completions } from './dialects/completions.js';
import { embeddings } from './dialects/embeddings.js';
import { graphRuns } from './dialects/graph-runs.js';
import { messages } from './dialects/messages.js';
import { plainHttp } from './dialects/plain-http.js';
import { responses } from './dialects/responses.js';
import type { DialectTable } from './row.js';

export const table: readonly DialectTable[] = [
  chat,
  responses,
  completions,
  embeddings,
  messages,
  graphRuns,
  plainHttp,
];
