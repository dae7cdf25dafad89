/** The demo's stand-in for the LLM provider: the local provider, looked at without its credentials. */
import { startProvider } from '../provider/provider.js';

export interface DemoLlmOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The only credential it accepts. */
  readonly apiKey: string;
  /** Wait before the answer. Default: none. */
  readonly latencyMs?: number;
  /** Wait between the frames of a stream. Default: none. */
  readonly chunkPauseMs?: number;
  /** Port of the provider's control path; 0 takes any free one. Default: none. */
  readonly controlPort?: number;
}

/** One request that reached it, with a good credential or not. The credential itself is left out. */
export interface SeenRequest {
  /** The answer's `x-request-id`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly authorized: boolean;
  /** Header names, as they came. */
  readonly headers: readonly string[];
  readonly body: string;
}

export interface DemoLlm {
  readonly url: string;
  readonly controlUrl: string | undefined;
  readonly seen: readonly SeenRequest[];
  /** How many requests came in all. */
  readonly requests: number;
  stop(): Promise<void>;
}

/** Starts it on 127.0.0.1. */
export async function startDemoLlm({
  port,
  apiKey,
  latencyMs,
  chunkPauseMs,
  controlPort,
}: DemoLlmOptions): Promise<DemoLlm> {
  const provider = await startProvider({
    port,
    apiKey,
    ...(controlPort === undefined ? {} : { controlPort }),
    delivery: {
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(chunkPauseMs === undefined ? {} : { pauseMs: chunkPauseMs }),
    },
  });
  return {
    url: provider.url,
    controlUrl: provider.controlUrl,
    get seen() {
      return provider.seen.map(({ id, method, url, authorized, headers, body }) => ({
        id,
        method,
        path: url,
        authorized,
        headers: Object.keys(headers),
        body: body.toString(),
      }));
    },
    get requests() {
      return provider.requests;
    },
    stop: () => provider.stop(),
  };
}
