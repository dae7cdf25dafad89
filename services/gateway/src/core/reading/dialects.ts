/** Which dialects a connection's requests are read in. */
import type { ConnectionDialect } from '@sallyport/policy/document/connections';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { anthropicCountTokens, anthropicMessages } from '@sallyport/wire/llm/anthropic/messages';
import { anthropicModels } from '@sallyport/wire/llm/anthropic/models';
import type { Dialect, Target } from '@sallyport/wire/llm/dialect';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import { openaiCompletions } from '@sallyport/wire/llm/openai/completions';
import { openaiEmbeddings } from '@sallyport/wire/llm/openai/embeddings';
import { openaiModels } from '@sallyport/wire/llm/openai/models';
import { openaiResponses } from '@sallyport/wire/llm/openai/responses';
import { plain } from '@sallyport/wire/plain/plain';
import { chroma } from '@sallyport/wire/vector/chroma/chroma';
import { qdrant } from '@sallyport/wire/vector/qdrant/qdrant';

const openai = [openaiChat, openaiResponses, openaiEmbeddings, openaiCompletions, openaiModels];
const anthropic = [anthropicMessages, anthropicCountTokens, anthropicModels];

/** What no API claims is plain HTTP. */
export const dialectsOf: Readonly<Record<ConnectionDialect, readonly Dialect[]>> = {
  auto: [...openai, ...anthropic, langgraph, chroma, qdrant, plain],
  openai: [...openai, plain],
  anthropic: [...anthropic, plain],
  langgraph: [langgraph, plain],
  chroma: [chroma, plain],
  qdrant: [qdrant, plain],
  http: [plain],
};

export function dialectFor(dialects: readonly Dialect[], target: Target): Dialect {
  for (const dialect of dialects) if (dialect.claims(target)) return dialect;
  return plain;
}
