/** What a person does in the browser to finish a device login, done by fetch: confirm the code, pick an identity. For tests. */
import type { DemoName } from './demo-identities.js';

/** Redirects of one login are few; more is a loop. */
const stepsMax = 12;

function attribute(html: string, name: string): string | undefined {
  return new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`)
    .exec(html)
    ?.slice(1)
    .find(Boolean);
}

/** Completes the login behind `verification_uri_complete` as the demo identity `name`. */
export async function completeDeviceLogin(verificationUriComplete: string, name: DemoName): Promise<void> {
  const cookies = new Map<string, string>();
  let url = new URL(verificationUriComplete);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < stepsMax; step++) {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const html = await response.text();
    const location = response.headers.get('location');
    form = undefined;
    if (location !== null) url = new URL(location, url);
    else if (html.includes('name="identity"')) form = new URLSearchParams({ identity: name });
    else if (html.includes('name="user_code"') && attribute(html, 'user_code') !== undefined) {
      form = new URLSearchParams({
        xsrf: attribute(html, 'xsrf') ?? '',
        user_code: attribute(html, 'user_code') ?? '',
        ...(html.includes('name="confirm"') ? { confirm: 'yes' } : {}),
      });
      url = new URL('/device', url);
    } else if (response.ok) return;
    else throw new Error(`the login ended with ${response.status}`);
  }
  throw new Error(`the login was not finished after ${stepsMax} steps`);
}
