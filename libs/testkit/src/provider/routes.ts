/** Which API a request is for: OpenAI's paths, Azure's with or without a deployment, Anthropic's. */
import { countTokens, messages } from './anthropic/messages.js';
import type { Endpoint } from './endpoint.js';
import { chat } from './openai/chat.js';
import { completions } from './openai/completions.js';
import { embeddings } from './openai/embeddings.js';
import { responses } from './openai/responses.js';
import type { Vendor } from './vendor-error.js';

const openai: Readonly<Record<string, Endpoint>> = {
  'chat/completions': chat,
  completions,
  embeddings,
  responses,
};
const anthropic: Readonly<Record<string, Endpoint>> = {
  messages,
  'messages/count_tokens': countTokens,
};

export interface Route {
  readonly vendor: Vendor;
  /** Undefined where there is nothing to do under this path, or only a list to read. */
  readonly endpoint: Endpoint | undefined;
  /** Of Azure's older paths: stands for the model. */
  readonly deployment?: string;
  /** The model of this name is asked for; the list of all of them where it is empty. */
  readonly model?: string;
}

const bases = [
  { vendor: 'azure', pattern: /^\/openai\/deployments\/(?<deployment>[^/]+)\// },
  { vendor: 'azure', pattern: /^\/openai\/v1\// },
  { vendor: 'azure', pattern: /^\/openai\// },
  { vendor: 'openai', pattern: /^\/v1\// },
] as const;

/** `isAnthropic`: the request carries `anthropic-version`; both vendors have `/v1/models`. */
export function routeOf(method: string, path: string, isAnthropic: boolean): Route {
  for (const base of bases) {
    const found = base.pattern.exec(path);
    if (found === null) continue;
    const rest = path.slice(found[0].length);
    const speaksAnthropic = base.vendor === 'openai' && (isAnthropic || Object.hasOwn(anthropic, rest));
    const vendor = speaksAnthropic ? 'anthropic' : base.vendor;
    if (/^models(?:\/|$)/.test(rest) && (method === 'GET' || method === 'HEAD'))
      return { vendor, endpoint: undefined, model: decodeURIComponent(rest.slice('models/'.length)) };
    const known = speaksAnthropic ? anthropic : openai;
    const endpoint = method === 'POST' && Object.hasOwn(known, rest) ? known[rest] : undefined;
    const deployment = found.groups?.['deployment'];
    return { vendor, endpoint, ...(deployment === undefined ? {} : { deployment }) };
  }
  return { vendor: isAnthropic ? 'anthropic' : 'openai', endpoint: undefined };
}
