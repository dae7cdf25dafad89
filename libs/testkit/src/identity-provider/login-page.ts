/** The demo's login page: no password, one button for each demo identity. Served on loopback only. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { demoIdentities, demoNames, type DemoName } from './demo-identities.js';

/** The form's body is `identity=<name>`; nothing longer is read. */
const formBytesMax = 1_024;

function page(uid: string): string {
  const buttons = demoNames
    .map((name) => {
      const { name: person, groups } = demoIdentities[name];
      return `<p><button name="identity" value="${name}">${person}</button> ${groups.join(', ') || 'no group'}</p>`;
    })
    .join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sallyport demo login</title>
<h1>Who are you?</h1><p>This is the demo's identity provider: pick one, there is no password.</p>
<form method="post" action="/interaction/${uid}">${buttons}</form></html>`;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > formBytesMax) throw new Error(`the login form is longer than ${formBytesMax} bytes`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function isDemoName(name: string | null): name is DemoName {
  return demoNames.some((known) => known === name);
}

/** Answers `/interaction/<uid>`: GET shows the buttons, POST logs in. Returns false for every other path. */
export async function answerLogin(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  if (uid === undefined) return false;
  await provider.interactionDetails(request, response);
  if (request.method === 'POST') {
    const name = (await formOf(request)).get('identity');
    if (isDemoName(name)) {
      const { subject } = demoIdentities[name];
      await provider.interactionFinished(request, response, { login: { accountId: subject }, consent: {} });
      return true;
    }
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page(uid));
  return true;
}
