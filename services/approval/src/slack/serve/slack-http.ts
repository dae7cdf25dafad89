/** The port that Slack and browsers reach: signed requests of Slack go to Bolt, logins to their pages. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Lifecycle, Part } from '@sallyport/service-kit/service/service-definition';
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { Logger } from 'pino';
import { eventsPath } from '../bolt.js';
import type { Logouts } from '../identity/back-channel-logout.js';
import { callbackPath, loginPath, logoutPath } from '../identity/logins.js';
import type { Logins } from '../identity/logins.js';
import { loginMs, logoutBytesMax } from '../limits.js';
import { afterLogin, beforeLogin, linkOver, loginFailed, pageHeaders } from './login-pages.js';

export interface SlackHttpOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly logins: Logins;
  readonly logouts: Logouts;
  /** Over HTTP: Bolt. */
  readonly events: RequestListener | undefined;
  readonly lifecycle: Pick<Lifecycle, 'announce'>;
  readonly log: Logger;
}

const cookieName = 'sallyport_login';
/** Requests are small and quick; whoever holds one open longer is cut off. */
const requestMsMax = 15_000;

export class SlackHttp implements Part {
  readonly name = 'slack port';
  private readonly server: Server;

  constructor(private readonly options: SlackHttpOptions) {
    this.server = createServer(
      { requestTimeout: requestMsMax, headersTimeout: requestMsMax },
      (request, response) => {
        this.answer(request, response).catch((err: unknown) => {
          options.log.error({ err }, 'a request to the port of Slack failed');
          if (!response.headersSent) response.writeHead(500, pageHeaders);
          response.end();
        });
      },
    );
  }

  start(): Promise<void> {
    const { host, port, lifecycle } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once('error', (cause) => {
        reject(new StartError('listen', `Slack's port ${host}:${port} cannot be listened on`, { cause }));
      });
      this.server.listen(port, host, () => {
        const at = this.server.address();
        if (typeof at === 'object' && at !== null) lifecycle.announce('http', `http://${host}:${at.port}`);
        resolve();
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeIdleConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { events, publicUrl } = this.options;
    const url = new URL(`${publicUrl}${request.url ?? '/'}`);
    const path = url.pathname.slice(new URL(publicUrl).pathname.replace(/\/$/u, '').length);
    if (path === eventsPath && request.method === 'POST' && events !== undefined) {
      events(request, response);
      return;
    }
    if (path === logoutPath && request.method === 'POST') {
      await this.logout(request, response);
      return;
    }
    request.resume();
    if (path.startsWith(loginPath)) await this.login(request, response, path.slice(loginPath.length));
    else if (path === callbackPath && request.method === 'GET') await this.comeBack(request, response, url);
    else show(response, 404, linkOver);
  }

  /** Looking at it changes nothing: previews of links must not use it up. */
  private async login(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
    const { logins } = this.options;
    if (request.method === 'GET') {
      const login = await logins.find(token);
      if (login === undefined) show(response, 410, linkOver);
      else show(response, 200, beforeLogin(login.personName, login.team));
      return;
    }
    const leaving = request.method === 'POST' ? await logins.leave(token) : ({ kind: 'over' } as const);
    if (leaving.kind === 'over') {
      show(response, 410, linkOver);
      return;
    }
    const headers = { ...pageHeaders, 'set-cookie': this.cookie(leaving.browser), location: leaving.url };
    response.writeHead(303, headers).end();
  }

  private async comeBack(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const browser = cookieOf(request.headers.cookie ?? '');
    const arrival = await this.options.logins.comeBack(url, browser);
    if (arrival.kind === 'arrived') show(response, 200, afterLogin(arrival.login.personName));
    else if (arrival.kind === 'over') show(response, 410, linkOver);
    else show(response, 403, loginFailed(arrival.why));
  }

  /** Answers as OpenID Connect Back-Channel Logout 1.0, section 2.8, wants it. */
  private async logout(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = new URLSearchParams(await textOf(request)).get('logout_token') ?? '';
    const taken = await this.options.logouts.take(token);
    response.writeHead(taken ? 200 : 400, { 'cache-control': 'no-store' }).end();
  }

  private cookie(value: string): string {
    const secure = this.options.publicUrl.startsWith('https:') ? '; Secure' : '';
    return `${cookieName}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${loginMs / 1000}${secure}`;
  }
}

/** What is longer is no logout token. */
async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > logoutBytesMax) return '';
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function cookieOf(header: string): string {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? '';
}

function show(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, pageHeaders).end(html);
}
