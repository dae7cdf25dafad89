/** Where text stands in a chat completion (platform.openai.com/docs/api-reference/chat): request, message, answer. */
import { toolSchema } from '../../json/schema-shape.js';
import { binary, free, id, json, listOf, object, silent, strings, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import type { Position } from '../operation.js';

const positionsByRole: Readonly<Record<string, Position>> = {
  system: 'system',
  developer: 'developer',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool-result',
  function: 'tool-result',
};

/** Of a role nobody documented nothing good is assumed: it is read as what a user says. */
export const positionOfRole = (role: string | undefined): Position =>
  (Object.hasOwn(positionsByRole, role ?? '') ? positionsByRole[role ?? ''] : undefined) ?? 'user';

const namedCall = object('tool-call', {
  name: free('tool-call'),
  arguments: json('tool-call'),
  input: free('tool-call'),
});
const toolCalls = listOf(
  object('tool-call', { id, type: word, index: word, function: namedCall, custom: namedCall }),
);

/** One part of a message's content: text, refusal, image, audio, file. */
const part = (position: Position): Shape =>
  object(position, {
    type: word,
    text: free(position),
    refusal: free(position),
    image_url: object(position, { url: binary(position), detail: word }),
    input_audio: object(position, { data: binary(position), format: word }),
    file: object(position, { file_data: binary(position), file_id: id, filename: free('file-name') }),
    prompt_cache_breakpoint: object('metadata', { type: word, mode: word, ttl: word }),
    cache_control: object('metadata', { type: word, ttl: word }),
  });

function message(position: Position, content: Shape): Shape {
  return object(position, {
    role: word,
    content: { ...content, items: part(position) },
    name: free('metadata'),
    refusal: free(position),
    reasoning: free('reasoning'),
    reasoning_content: free('reasoning'),
    tool_calls: toolCalls,
    function_call: namedCall,
    tool_call_id: id,
    audio: object(position, { id, data: binary(position), transcript: free(position), expires_at: word }),
    annotations: free(position),
  });
}

const messages = new Map<Position, Shape>(
  Object.values(positionsByRole).map((position) => [position, message(position, free(position))]),
);
const anyMessage: Shape = {
  position: 'user',
  choose: (body, node) =>
    messages.get(positionOfRole(body.text(body.member(node, 'role')))) ?? message('user', free('user')),
};

const functionTool = object('tool-definition', {
  name: free('tool-definition'),
  description: free('tool-definition'),
  parameters: toolSchema,
  strict: word,
});
const tool = object('tool-definition', {
  type: word,
  function: functionTool,
  custom: object('tool-definition', {
    name: free('tool-definition'),
    description: free('tool-definition'),
    format: free('tool-definition'),
  }),
});
const toolChoice = object(
  'tool-definition',
  {
    type: word,
    mode: word,
    name: free('tool-definition'),
    function: object('tool-definition', { name: free('tool-definition') }),
    custom: object('tool-definition', { name: free('tool-definition') }),
  },
  free('tool-definition'),
);

/** `auto` and the like are words; tables of members that hold only these need no other shape. */
const choice: Shape = { ...toolChoice, string: 'word' };

export const responseFormat = object('tool-definition', {
  type: word,
  json_schema: object('tool-definition', {
    name: free('tool-definition'),
    description: free('tool-definition'),
    schema: toolSchema,
    strict: word,
  }),
});

/** Members whose values are numbers, flags or words, the same in chat and in older completions. */
const settings = Object.fromEntries(
  [
    'model',
    'frequency_penalty',
    'presence_penalty',
    'temperature',
    'top_p',
    'n',
    'seed',
    'stream',
    'max_tokens',
    'max_completion_tokens',
    'logprobs',
    'top_logprobs',
    'modalities',
    'parallel_tool_calls',
    'reasoning_effort',
    'service_tier',
    'store',
    'verbosity',
    'prompt_cache_retention',
    'best_of',
    'echo',
  ].map((name) => [name, word]),
);

export const commonMembers: Readonly<Record<string, Shape>> = {
  ...settings,
  stream_options: object('metadata', { include_usage: word, include_obfuscation: word }),
  stop: free('metadata'),
  user: free('metadata'),
  logit_bias: strings('metadata'),
  metadata: free('metadata'),
  safety_identifier: free('metadata'),
  prompt_cache_key: free('metadata'),
};

export const chatRequest = object('metadata', {
  ...commonMembers,
  messages: listOf(anyMessage),
  tools: listOf(tool),
  functions: listOf(functionTool),
  tool_choice: choice,
  function_call: choice,
  response_format: responseFormat,
  prediction: object('user', { type: word, content: { ...free('user'), items: part('user') } }),
  audio: object('metadata', { format: word, voice: word }),
  web_search_options: object('metadata', { search_context_size: word, user_location: free('metadata') }),
});

const counts = (...names: readonly string[]): Shape =>
  object('metadata', Object.fromEntries(names.map((name) => [name, word])));

/** Counts of tokens, in the words of every OpenAI dialect. */
export const usage = object(
  'metadata',
  {
    prompt_tokens: word,
    completion_tokens: word,
    input_tokens: word,
    output_tokens: word,
    total_tokens: word,
    prompt_tokens_details: counts('cached_tokens', 'audio_tokens'),
    input_tokens_details: counts('cached_tokens'),
    output_tokens_details: counts('reasoning_tokens'),
    completion_tokens_details: counts(
      'reasoning_tokens',
      'audio_tokens',
      'accepted_prediction_tokens',
      'rejected_prediction_tokens',
    ),
  },
  strings('metadata'),
);

const answered = (content: Shape): Shape =>
  object('metadata', {
    id,
    object: word,
    created: word,
    model: word,
    service_tier: word,
    system_fingerprint: id,
    choices: listOf(
      object('metadata', {
        index: word,
        finish_reason: word,
        message: message('assistant', content),
        /** Repeats the message token by token; it goes when the message changes. */
        logprobs: object('metadata', { content: silent, refusal: silent }),
      }),
    ),
    usage,
  });

/** One completion, or a list of stored completions or of their messages. */
const answerShape = (content: Shape): Shape => {
  const completion = answered(content);
  const one: Shape = {
    position: 'metadata',
    choose: (body, node) => (body.member(node, 'choices') === undefined ? anyMessage : completion),
  };
  const list = object('metadata', {
    object: word,
    data: listOf(one),
    first_id: id,
    last_id: id,
    has_more: word,
  });
  return {
    position: 'metadata',
    choose: (body, node) => (body.member(node, 'data') === undefined ? completion : list),
  };
};
export const chatAnswer = answerShape(free('assistant'));
export const chatJsonAnswer = answerShape(json('assistant'));
