/** The dialects that recorded bodies are read in. */
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

const dialects: readonly Dialect[] = [
  ...[openaiChat, openaiResponses, openaiEmbeddings, openaiCompletions, openaiModels],
  ...[anthropicMessages, anthropicCountTokens, anthropicModels, langgraph, chroma, qdrant, plain],
];

/** By the name that was recorded; of older events, which have none, by the path. */
export function dialectOf(name: string | undefined, target: Target): Dialect | undefined {
  if (name !== undefined) return dialects.find((dialect) => dialect.name === name);
  return dialects.find((dialect) => dialect !== plain && dialect.claims(target));
}
