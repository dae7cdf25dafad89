/** The pages of a login: whom you would become in Slack, and how it went. No script, nothing from elsewhere. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? '');

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; form-action *; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const page = (title: string, inner: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${inner}</html>`;

/** Whoever was sent somebody else's link must see it here, before they log in. */
export function beforeLogin(personName: string, team: string): string {
  return page(
    'Link Slack and your login',
    `<p>After you log in, the Slack account <strong>${escaped(personName)}</strong> (workspace ${escaped(team)}) can
answer approvals in your name. Go on only if that account is yours and you asked for this link yourself.</p>
<form method="post"><button>That is my account: log in</button></form>`,
  );
}

export function afterLogin(personName: string): string {
  return page(
    'One step is left',
    `<p>Sallyport has written to <strong>${escaped(personName)}</strong> in Slack: confirm there. You can close this page.</p>`,
  );
}

export const linkOver = page(
  'This link is over',
  '<p>It was used, or its time has passed. Write <code>/sallyport link</code> in Slack to get another.</p>',
);

export function loginFailed(why: string): string {
  return page('The login did not succeed', `<p>The provider or Sallyport refused it (${escaped(why)}).</p>`);
}
