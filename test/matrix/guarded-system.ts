/** Five real services with a connection for each thing that policy can do, and a service behind them that answers by case. */
import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { freePort } from '@sallyport/testkit/infrastructure/free-port';
import { WebSocketServer } from 'ws';
import { startSystem, type System } from '../harness/system.js';
import { answeredWord, askedWord, calledWord } from './actions.js';
import { textPositions } from '@sallyport/policy/operation';
import type { Answer } from './row.js';

/** Header by which a request says how it is to be answered. It passes on, and is not recorded. */
export const caseHeader = 'x-case';

export type Behaviour = (request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void;

export const answering =
  ({ contentType, body }: Answer, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': contentType, ...headers });
    const half = Math.ceil(body.length / 2);
    response.write(body.subarray(0, half));
    response.end(body.subarray(half));
  };

const everything = 'categories: [personal, financial, health, network, secret]';

function policyFor(issuer: string, upstream: string, gone: string): string {
  const words = (action: 'deny' | 'approve', connection: string): string =>
    `  - { name: ${connection}-words, check: words, connections: [${connection}], action: ${action}, words: [${textPositions.map(askedWord).join(', ')}] }\n`;
  const connection = (name: string, more = '', to = upstream): string =>
    `  ${name}: { protocol: http, upstream: '${to}', credential: { header: authorization, scheme: Bearer, value: { env: UPSTREAM_KEY } }${more} }\n`;
  return `version: 1
issuers: [{ name: test, issuer: '${issuer}', audience: sallyport }]
connections:
${connection('allow')}${connection('meta', ', record: metadata')}${connection('deny')}${connection('hold')}${connection('mask')}${connection('tokens')}${connection('block')}${connection('short', ', judgeBytesMax: 1024')}${connection('limited')}${connection('listed')}${connection('gone', '', gone)}
access:
  - { name: listed, groups: [agents], connections: [listed], methods: ['*'], paths: ['/**'], models: [gpt-5], tools: [send], graphs: [agent], collections: [notes] }
  - { name: all, groups: [agents], connections: [allow, meta, deny, hold, mask, tokens, block, short, limited, gone], methods: ['*'], paths: ['/**'] }
prompts:
${words('deny', 'deny')}${words('approve', 'hold')}  - { name: answered, check: words, on: answer, connections: [deny], words: [${textPositions.map(answeredWord).join(', ')}] }
  - { name: short-words, check: words, connections: [short], words: [quokka] }
rules:
  - { name: calls, on: tool-call, connections: [deny], when: 'tool.arguments.contains("${calledWord}")', action: deny }
  - { name: held-calls, on: tool-call, connections: [hold], when: 'tool.arguments.contains("${calledWord}")', action: approve }
  - { name: watched, connections: [allow], when: 'request.text.all.contains("e-mail")', action: alert }
limits: [{ name: few, by: [identity], connections: [limited], requests: 1, windowS: 3600 }]
detectors:
  apply:
    - { ${everything}, connections: [mask] }
    - { ${everything}, connections: [tokens], with: tokenise }
    - { ${everything}, connections: [block], with: block }
roles: { auditor: [auditors], approver: [approvers], admin: [admins] }
`;
}

export interface GuardedSystem {
  readonly system: System;
  /** Address of a connection. */
  base(connection: string): string;
  readonly token: string;
  /** Has the service behave so for what is sent with the header of the result. */
  behave(behaviour: Behaviour): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** @param spoken what the service behind says over WebSocket after each message */
export async function startGuardedSystem(spoken: readonly string[]): Promise<GuardedSystem> {
  const behaviours = new Map<string, Behaviour>();
  const upstream = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const behave =
        behaviours.get(String(request.headers[caseHeader])) ??
        answering({ contentType: 'application/json', body: Buffer.from('{}') });
      behave(request, response, Buffer.concat(chunks));
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  upstream.on('upgrade', (request: http.IncomingMessage, _socket: unknown, head: Buffer) => {
    sockets.handleUpgrade(request, request.socket, head, (socket) => {
      socket.on('error', () => socket.terminate());
      socket.on('message', () => {
        for (const text of spoken) socket.send(text);
      });
    });
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const gone = `http://127.0.0.1:${await freePort()}`;
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  };
  try {
    const debug = { LOG_LEVEL: 'debug' };
    const system = await startSystem({
      log: 'embedded',
      replicas: { gateway: 1, 'session-archive': 1, approval: 1, 'masking-audit': 1, 'anomaly-detection': 1 },
      policy: (issuer) => policyFor(issuer, url, gone),
      keepsOutput: true,
      env: {
        gateway: debug,
        'session-archive': debug,
        approval: debug,
        'masking-audit': debug,
        'anomaly-detection': debug,
      },
    });
    return {
      system,
      base: (connection) => `${system.of('gateway')[0]?.addresses.http ?? ''}/${connection}`,
      token: await system.identityProvider.token('agent'),
      behave: (behaviour) => {
        const name = String(behaviours.size + 1);
        behaviours.set(name, behaviour);
        return { [caseHeader]: name };
      },
      stop: async () => {
        await system.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
