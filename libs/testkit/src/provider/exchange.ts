/** One request and its answer: the key is looked at, then the path, the body, the script, and last the default. */
import type http from 'node:http';
import { decide } from './decide.js';
import { deliver, type Delivery, type SentEvent } from './delivery.js';
import type { Endpoint } from './endpoint.js';
import { parseObject, stringOf, type JsonObject } from './json.js';
import { modelList, modelNamed } from './models.js';
import type { Plan } from './plan.js';
import { azureEvents, azureWhole } from './openai/azure.js';
import { chat } from './openai/chat.js';
import { responses } from './openai/responses.js';
import { routeOf, type Route } from './routes.js';
import type { ScriptLine } from './script.js';
import type { SeenRequest } from './seen.js';
import { errorBody, streamError, wrongKey, type VendorError } from './vendor-error.js';

export interface Answering {
  readonly response: http.ServerResponse;
  readonly request: SeenRequest;
  readonly line: ScriptLine | undefined;
  readonly delivery: Delivery;
  /** Ids of responses that can be continued. */
  readonly responsesGiven: Set<string>;
}

/** More than a test continues; the oldest is forgotten first. */
const responsesGivenMax = 10_000;

export class Exchange {
  readonly #route: Route;

  constructor(private readonly answering: Answering) {
    const { method, path, headers } = answering.request;
    this.#route = routeOf(method, path, headers['anthropic-version'] !== undefined);
  }

  /** @param body undefined where it was too large */
  async answer(body: Buffer | undefined): Promise<void> {
    const { request, line } = this.answering;
    const { vendor, endpoint, model } = this.#route;
    if (!request.authorized) this.#refuse(wrongKey[vendor]);
    else if (body === undefined) this.#refuse({ status: 413, message: 'The request is too large.' });
    else if (line?.raw !== undefined) {
      this.#send(line.raw.status, line.raw.headers, Buffer.from(line.raw.body, 'base64'));
    } else if (line?.error !== undefined) this.#refuse(line.error, line.error.headers);
    else if (model !== undefined) this.#models(model);
    else if (endpoint === undefined) {
      const message =
        vendor === 'anthropic' ? 'Not Found' : `Unknown request URL: ${request.method} ${request.path}.`;
      this.#refuse({ status: 404, message, code: vendor === 'azure' ? '404' : 'unknown_url' });
    } else await this.#operate(endpoint, parseObject(body));
  }

  #models(name: string): void {
    const vendor = this.#route.vendor === 'anthropic' ? 'anthropic' : 'openai';
    const found = name === '' ? modelList(vendor) : modelNamed(vendor, name);
    if (found !== undefined) this.#json(200, found);
    else
      this.#refuse({ status: 404, message: `The model '${name}' does not exist.`, code: 'model_not_found' });
  }

  async #operate(endpoint: Endpoint, sent: JsonObject | undefined): Promise<void> {
    const { line, delivery, response } = this.answering;
    const { vendor, deployment } = this.#route;
    if (sent === undefined) {
      this.#refuse({ status: 400, message: 'We could not parse the JSON body of your request.' });
      return;
    }
    const problem = this.#problemOf(endpoint, sent);
    if (problem !== undefined) {
      this.#refuse(problem);
      return;
    }
    const body = 'model' in sent || deployment === undefined ? sent : { ...sent, model: deployment };
    const spoken: Plan = endpoint.conversation === undefined ? {} : decide(endpoint.conversation(body));
    const plan = line?.plan ?? spoken;
    const isAzureChat = vendor === 'azure' && endpoint === chat;
    const said = endpoint.whole(body, plan);
    const whole = isAzureChat ? azureWhole(said) : said;
    if (endpoint === responses) this.#keep(stringOf(whole['id']));
    if (body['stream'] === true && endpoint.streamed !== undefined) {
      this.#head();
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
      });
      const error: SentEvent = streamError(vendor, endpoint === responses);
      const events = endpoint.streamed(body, plan);
      await deliver(response, isAzureChat ? azureEvents(events) : events, delivery, error);
    } else {
      this.#json(200, whole);
    }
  }

  #problemOf(endpoint: Endpoint, body: JsonObject): VendorError | undefined {
    const { vendor } = this.#route;
    if (vendor === 'anthropic' && this.answering.request.headers['anthropic-version'] === undefined)
      return { status: 400, message: 'anthropic-version: header is required' };
    const missing = endpoint.required.find((name) => !(name in body));
    if (missing !== undefined) {
      return vendor === 'anthropic'
        ? { status: 400, message: `${missing}: Field required` }
        : {
            status: 400,
            message: `Missing required parameter: '${missing}'.`,
            code: 'missing_required_parameter',
          };
    }
    const before = stringOf(body['previous_response_id']);
    return endpoint !== responses || before === '' || this.answering.responsesGiven.has(before)
      ? undefined
      : {
          status: 400,
          message: `Previous response with id '${before}' not found.`,
          code: 'previous_response_not_found',
        };
  }

  #keep(id: string): void {
    const { responsesGiven } = this.answering;
    responsesGiven.add(id);
    for (const oldest of responsesGiven) {
      if (responsesGiven.size <= responsesGivenMax) break;
      responsesGiven.delete(oldest);
    }
  }

  #refuse(error: VendorError, headers: Readonly<Record<string, string>> = {}): void {
    const { id } = this.answering.request;
    this.#json(error.status, errorBody(this.#route.vendor, error, id), headers);
  }

  #head(): void {
    const { response, request } = this.answering;
    if (this.#route.vendor === 'anthropic') response.setHeader('request-id', request.id);
    else {
      response.setHeader('x-request-id', request.id);
      response.setHeader('openai-version', '2020-10-01');
      response.setHeader('openai-processing-ms', '1');
    }
  }

  #json(status: number, value: JsonObject, headers: Readonly<Record<string, string>> = {}): void {
    this.#send(
      status,
      { 'content-type': 'application/json', ...headers },
      Buffer.from(JSON.stringify(value)),
    );
  }

  #send(status: number, headers: Readonly<Record<string, string>>, body: Buffer): void {
    const { response } = this.answering;
    this.#head();
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(body);
  }
}
